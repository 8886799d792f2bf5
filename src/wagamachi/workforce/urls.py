"""The doors of 委員の仕事, of the load and of what is taken off."""

from django.urls import path

from .views import relief, tasks

app_name = "workforce"

urlpatterns = [
    path("", tasks.index, name="tasks"),
    path("tasks/new/", tasks.new, name="task_new"),
    path("tasks/<uuid:pk>/", tasks.detail, name="task"),
    path("tasks/<uuid:pk>/change/", tasks.change, name="task_change"),
    path("tasks/<uuid:pk>/offer/", tasks.offer, name="task_offer"),
    path("tasks/<uuid:pk>/do/<slug:action>/", tasks.move, name="task_move"),
    path("load/", relief.load, name="load"),
    path("decisions/", relief.index, name="decisions"),
    path("decisions/new/", relief.new, name="decision_new"),
    path("decisions/<uuid:pk>/", relief.detail, name="decision"),
]
