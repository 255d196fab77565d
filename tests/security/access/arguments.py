"""What stands for the arguments of addresses that name nothing of the two organisers."""

# Which of the world's things an argument of Wagtail's addresses names, and what stands for the others.
CONTENT_IDS = {
    "image_id": "image_id", "document_id": "document_id", "doc_id": "document_id", "page_id": "page_id",
    "parent_page_id": "page_id", "page_to_move_id": "page_id", "page_pk": "page_id",
    "instance_pk": "gazetteer_id",
}  # fmt: skip
WORDS: dict[str, object] = {
    "app_label": "facilities", "app_name": "facilities", "model_name": "listing", "action": "delete",
    "content_type_app_name": "wagtailcore", "content_type_model_name": "page", "action_name": "approve",
    "filter_spec": "x", "revision_id_a": "live", "revision_id_b": "latest", "uidb64": "x",
    "path": "guides/", "filename": "texte.txt", "folder": "photos", "copy": "0" * 32, "file": "480.webp",
    "zoom": 8, "x": 131, "y": 87, "slug": "lieu", "chapter": "premiers-pas", "section": "pages",
    "destination_id": 1, "task_state_id": 1, "task_id": 1, "revision_id": 1,
    "workflow_state_id": 1, "workflow_pk": 1, "collection_id": 1, "session_id": 1, "uploaded_file_id": 1,
    "redirect_id": 1, "name": "lieux.csv",
}  # fmt: skip
