#!/bin/bash
# What a one-click image does at its first boot today: the steps of Echora's script before Landfall, with the metadata
# service's address and the folder as arguments. Bench compares the first boot with this.
metadata=$1
folder=$2

DOMAIN=$(curl -s "$metadata/metadata/v1/hostname" || echo "")
PUBLIC_IP=$(curl -s "$metadata/metadata/v1/interfaces/public/0/ipv4/address")

JWT_SECRET=$(openssl rand -hex 32)
POSTGRES_PASSWORD=$(openssl rand -hex 16)
ADMIN_PASSWORD=$(openssl rand -base64 12)

cat > "$folder/.env" <<EOF
DOMAIN=${DOMAIN:-$PUBLIC_IP}
JWT_SECRET=${JWT_SECRET}
POSTGRES_PASSWORD=${POSTGRES_PASSWORD}
ADMIN_PASSWORD=${ADMIN_PASSWORD}
EOF

cd "$folder" && docker compose up -d
