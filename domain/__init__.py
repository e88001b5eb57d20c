"""The nouns of Citoyen: frozen types that the stages exchange. Standard library only."""
