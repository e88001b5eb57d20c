"""Sectors of a town, drawn and described on screen: a draft that becomes the next version of its places once it is published."""
