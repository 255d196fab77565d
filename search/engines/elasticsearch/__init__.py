"""The engine for more than one machine: Elasticsearch 9, a slim or a full one alike."""

NAME = "elasticsearch"
