"""Reports (documents chiffrés): documents of figures on paper, as open data, and sent by mail on their days."""
