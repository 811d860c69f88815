"""The addresses of `stock`."""

from django.urls import path

from papule.clinic.stock.views import cupboard, equipment, ordering, receiving

app_name = "stock"
urlpatterns = [
    path("", cupboard.cupboard, name="cupboard"),
    path("receive/", receiving.receive, name="receive"),
    path("scanner/", receiving.scanner, name="scanner"),
    path("lots/<int:lot_id>/", cupboard.lot, name="lot"),
    path("ordering/", ordering.ordering, name="ordering"),
    path("kit/", equipment.kit, name="kit"),
    path("antiseptics/", equipment.antiseptics, name="antiseptics"),
    path("antiseptics/<int:antiseptic_id>/", equipment.antiseptic, name="antiseptic"),
    path("devices/", equipment.devices, name="devices"),
    path("devices/<int:device_id>/", equipment.device, name="device"),
]
