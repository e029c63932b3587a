"""What every test of a record from paper needs."""

from django.core.files.uploadedfile import SimpleUploadedFile


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-chup.pdf", b"%PDF-1.7", "application/pdf")
