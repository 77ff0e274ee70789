"""The written report: what it says (`content`), its pictures (`plates`), and the two forms it takes (`word`, `pdf`)."""
