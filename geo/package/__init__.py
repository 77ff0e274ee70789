"""The data package: its schema, reading and writing it, references, joins; and every file written whole or not at all."""
