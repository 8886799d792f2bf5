"""Every kind of お知らせ, with all the words it will ever say: none of them is about a person."""

from dataclasses import dataclass

from django.db import models


class Mail(models.TextChoices):
    """When somebody wants to be told by e-mail. What is shown in the product is always shown."""

    BY_KIND = "by_kind", "急ぎのものはすぐに、ほかは1日1回まとめて"
    AT_ONCE = "at_once", "すべて、すぐに"
    DIGEST = "digest", "すべて、1日1回まとめて"
    NONE = "none", "メールでは受けとらない"


class NoticeKind(models.TextChoices):
    """What can have happened. The label is the heading of the お知らせ."""

    INTAKE_ARRIVED = "intake_arrived", "相談が届きました"
    INTAKE_URGENT = "intake_urgent", "急ぎの相談が届きました"
    CASE_URGENT = "case_urgent", "急ぎのケースが届きました"
    INTAKE_LATE = "intake_late", "相談の受けとめが遅れています"
    INTAKE_AMENDED = "intake_amended", "届いた相談に、書きたしがあります"
    INTAKE_ANSWERED = "intake_answered", "つないだ相談に動きがありました"
    HANDOFF_ARRIVED = "handoff_arrived", "つなぎが届きました"
    HANDOFF_RECEIVED = "handoff_received", "つなぎを受け取ってもらえました"
    HANDOFF_QUESTION = "handoff_question", "つなぎについて聞かれています"
    HANDOFF_EXPLAINED = "handoff_explained", "聞いたことに答えがありました"
    HANDOFF_ACCEPTED = "handoff_accepted", "つなぎを引き受けてもらえました"
    HANDOFF_DECLINED = "handoff_declined", "つなぎが戻ってきました"
    HANDOFF_WITHDRAWN = "handoff_withdrawn", "つなぎが取りやめになりました"
    HANDOFF_UNAPPROVED = "handoff_unapproved", "つなぎは承認されませんでした"
    HANDOFF_FINISHED = "handoff_finished", "つなぎの結果がわかりました"
    HANDOFF_LATE = "handoff_late", "つなぎの返事が期日を過ぎました"
    SHARING_ASKED = "sharing_asked", "承認を頼まれています"
    SHARING_APPROVED = "sharing_approved", "頼んだ承認がもらえました"
    SHARING_REFUSED = "sharing_refused", "頼んだ承認がもらえませんでした"
    HOLDER_CHANGED = "holder_changed", "ケースの担当が変わりました"
    COMPANION_ASKED = "companion_asked", "伴走をお願いされています"
    COMPANION_NAMED = "companion_named", "伴走担当になりました"
    COMPANION_ENDED = "companion_ended", "あなたの伴走がおわりました"
    CASE_MOVED_ON = "case_moved_on", "伴走しているケースに動きがありました"
    CASE_CLOSED = "case_closed", "ケースがおわりになりました"
    CASE_REOPENED = "case_reopened", "ケースがもう一度ひらかれました"
    MEETING_CALLED = "meeting_called", "調整会議に呼ばれています"
    MEETING_CALLED_OFF = "meeting_called_off", "調整会議が取りやめになりました"
    FLAG_RAISED = "flag_raised", "ケースに気になるしるしがつきました"
    CONSENT_WITHDRAWN = "consent_withdrawn", "同意が取りさげられました"
    HANDOVER_WAITING = "handover_waiting", "引きつぎが待っています"
    ABSENCE_COVER = "absence_cover", "留守をあずかることになりました"
    CASES_ASSIGNED = "cases_assigned", "ケースの担当になりました"
    TASK_ENTERED = "task_entered", "委員の仕事が書かれました"
    TASK_OFFERED = "task_offered", "委員の仕事を頼まれています"
    TASK_TAKEN = "task_taken", "頼んだ仕事を引き受けてもらえました"
    TASK_GIVEN_BACK = "task_given_back", "頼んだ仕事が戻ってきました"
    TASK_RECALLED = "task_recalled", "頼まれた仕事が委員の手もとに戻りました"
    TASK_DONE = "task_done", "頼んだ仕事がおわりました"
    TASK_STOPPED = "task_stopped", "委員の仕事をやめることになりました"
    PASSWORD_RENEWED = "password_renewed", "あなたのパスワードが新しくされました"
    OTHERS_PASSWORD = "others_password", "管理者がパスワードを新しくしました"
    POST_TO_ONESELF = "post_to_oneself", "管理者が自分に配置をつけました"
    POWER_GIVEN = "power_given", "管理者か監査の担当がふえました"
    RELIEF_DECIDED = "relief_decided", "委員の仕事の軽減が決まりました"


@dataclass(frozen=True, slots=True)
class About:
    """What a kind says in one plain sentence, and whether it can wait.

    Urgent ones are mailed at once unless the reader chose otherwise; the others once a day. What
    comes ``day_and_night`` goes through quiet hours, closed days and digests.
    """

    sentence: str
    is_urgent: bool = False
    day_and_night: bool = False

    @property
    def mail(self) -> Mail:
        return Mail.AT_ONCE if self.is_urgent else Mail.DIGEST


_SOON, _NOW = True, True

ABOUT: dict[NoticeKind, About] = {
    NoticeKind.INTAKE_ARRIVED: About(
        "チームに新しい相談が届きました。だれが引き受けるか決めましょう。"
    ),
    NoticeKind.INTAKE_URGENT: About(
        "急ぎのしるしがついた相談が届きました。いますぐ開いて確かめてください。", _SOON, _NOW
    ),
    NoticeKind.CASE_URGENT: About(
        "法律にもとづく対応が要るケースが、チームに届きました。いますぐ開いて確かめてください。",
        _SOON,
        _NOW,
    ),
    NoticeKind.INTAKE_LATE: About(
        "期日を過ぎても、まだだれも引き受けていない相談があります。電話などで確かめてください。",
        _SOON,
    ),
    NoticeKind.INTAKE_AMENDED: About(
        "受けた窓口の人が、届けた相談を直したか、書きたしました。どこが変わったかを見てください。",
        _SOON,
    ),
    NoticeKind.INTAKE_ANSWERED: About(
        "あなたの窓口からつないだ相談に、担当の人が応じました。いまどうなっているか見られます。"
    ),
    NoticeKind.HANDOFF_ARRIVED: About(
        "力を貸してほしいというお願いが届きました。期日までに返事をしてください。"
    ),
    NoticeKind.HANDOFF_RECEIVED: About(
        "先方がつなぎを開いて、受け取りました。返事を待っています。"
    ),
    NoticeKind.HANDOFF_QUESTION: About(
        "先方から聞きたいことがあります。答えると、話が先に進みます。", _SOON
    ),
    NoticeKind.HANDOFF_EXPLAINED: About(
        "聞いたことに、つないだ側が答えました。続きを決めてください。"
    ),
    NoticeKind.HANDOFF_ACCEPTED: About("先方が引き受けました。これからの分担を確かめてください。"),
    NoticeKind.HANDOFF_DECLINED: About(
        "先方は引き受けられず、理由がついて戻ってきました。次の相手を考えましょう。", _SOON
    ),
    NoticeKind.HANDOFF_WITHDRAWN: About(
        "返事を待っていたつなぎが、取りやめになりました。もう返事は要りません。"
    ),
    NoticeKind.HANDOFF_UNAPPROVED: About(
        "届いていたつなぎは、責任者に承認されなかったか、承認の期限が過ぎたので、おわりました。",
        _SOON,
    ),
    NoticeKind.HANDOFF_FINISHED: About("つなぎがどうなったか、結果が書かれました。"),
    NoticeKind.HANDOFF_LATE: About(
        "返事の期日を過ぎたつなぎがあります。つないだ側も受けた側も、電話で確かめてください。",
        _SOON,
    ),
    NoticeKind.SHARING_ASKED: About(
        "本人の同意によらずに伝えることの承認を頼まれています。期限までに決めてください。", _SOON
    ),
    NoticeKind.SHARING_APPROVED: About("責任者が承認したので、つなぎが先に進みます。"),
    NoticeKind.SHARING_REFUSED: About(
        "承認されなかったか、期限が過ぎました。先方に見えていたものは見えなくなりました。", _SOON
    ),
    NoticeKind.HOLDER_CHANGED: About("ケースをもつチームか主担当が変わりました。"),
    NoticeKind.COMPANION_ASKED: About(
        "ケースのそばを歩いてほしいと、あなたにお願いが届きました。引き受けるか、わけを書いて戻してください。"
    ),
    NoticeKind.COMPANION_NAMED: About(
        "ケースの伴走担当になりました。おわりになるまで、いっしょに歩きます。"
    ),
    NoticeKind.COMPANION_ENDED: About(
        "ほかの人が伴走担当になったか、伴走していたチームが担当に戻りました。"
    ),
    NoticeKind.CASE_MOVED_ON: About("あなたが伴走しているケースで、新しいことがありました。"),
    NoticeKind.CASE_CLOSED: About("関わっていたケースが、評価をへておわりになりました。"),
    NoticeKind.CASE_REOPENED: About("おわりになっていたケースが、もう一度ひらかれました。"),
    NoticeKind.MEETING_CALLED: About("ケースの調整会議が開かれます。日と時刻を確かめてください。"),
    NoticeKind.MEETING_CALLED_OFF: About(
        "開くはずだったケースの調整会議は、取りやめになりました。わけを見てください。", _SOON
    ),
    NoticeKind.FLAG_RAISED: About("ケースに、見すごせないしるしがつきました。わけを見てください。"),
    NoticeKind.CONSENT_WITHDRAWN: About(
        "ケースの同意が取りさげられました。見られる範囲と、つなぎを確かめてください。", _SOON
    ),
    NoticeKind.HANDOVER_WAITING: About(
        "配置が変わり、引きつぐものが残っています。だれが持つか決めてください。", _SOON
    ),
    NoticeKind.ABSENCE_COVER: About(
        "同じチームの人が留守のあいだ、仕事をあずかることになりました。"
    ),
    NoticeKind.CASES_ASSIGNED: About(
        "新しく担当するケースがあります。次にすることを確かめてください。"
    ),
    NoticeKind.TASK_ENTERED: About(
        "あなたの仕事が書かれました。確かめて、重いときはほかへ頼みましょう。"
    ),
    NoticeKind.TASK_OFFERED: About(
        "民生委員の仕事を引き受けてほしいと頼まれています。引き受けるか、わけを書いて戻してください。"
    ),
    NoticeKind.TASK_TAKEN: About("先方が引き受けました。これからは先方がします。"),
    NoticeKind.TASK_GIVEN_BACK: About(
        "先方は引き受けられず、わけがついて戻ってきました。次の相手を考えましょう。"
    ),
    NoticeKind.TASK_RECALLED: About("頼んだ側が手もとに戻しました。もうしなくてかまいません。"),
    NoticeKind.TASK_DONE: About("引き受けた人が、おわりにしました。"),
    NoticeKind.TASK_STOPPED: About("この仕事は、もうしないことになりました。わけを見てください。"),
    NoticeKind.PASSWORD_RENEWED: About(
        "管理者があなたのパスワードを新しくしました。頼んでいないときは、すぐ監査の担当に伝えてください。",
        _SOON,
    ),
    NoticeKind.OTHERS_PASSWORD: About(
        "だれが、だれのパスワードを新しくしたかを見て、頼まれたことかどうかを確かめてください。"
    ),
    NoticeKind.POST_TO_ONESELF: About(
        "ほかに管理者がいないので、自分か同じ名前の人に配置をつけました。わけを確かめてください。",
        _SOON,
    ),
    NoticeKind.POWER_GIVEN: About(
        "システム管理か監査の役割の人がふえました。だれがつけたかを見て、決められたことかどうかを確かめてください。",
        _SOON,
    ),
    NoticeKind.RELIEF_DECIDED: About(
        "続けるか、へらすか、やめるか、ほかへ移すかが決まりました。中身を見てください。"
    ),
}

# What is never put off, and stands above everything else until it is read.
DAY_AND_NIGHT = tuple(kind for kind, about in ABOUT.items() if about.day_and_night)
