"""The first run of an installation, on screen: account, town, departments, mailbox, drop folder, samples."""
