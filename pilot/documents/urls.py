from django.urls import path

from pilot.documents import views

urlpatterns = [
    path("van-ban/", views.document_list, name="official-documents"),
    path("van-ban/<int:pk>/", views.document_page, name="official-document"),
    path("van-ban/<int:pk>/ban-in.pdf", views.document_pdf, name="official-document-pdf"),
    path("van-ban/<int:pk>/ban-ky", views.document_signed_copy, name="official-document-signed-copy"),
    path("van-ban/<int:pk>/tao-lai-ban-in", views.document_render, name="official-document-render"),
    path("van-ban/<int:pk>/<verb>/", views.document_step, name="official-document-step"),
    path("xac-minh/<code>/", views.verify_document, name="verify-document"),
]
