#!/bin/sh
# What templates call to ask MariaDB's image for its health.
exec mariadb --user=healthcheck --skip-column-names --execute='SELECT 1' >/dev/null
