"""What the server and its wire cost beside what the machine allows; and the tools of the violent tests."""
