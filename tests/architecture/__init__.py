"""The promises of the house's plan, checked on the tree, the models and the settings."""
