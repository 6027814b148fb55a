# Builds one static-as-can-be program and puts it into a small image that runs as an ordinary user.
# docker build -t rightsdesk .

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc g++ make perl pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# All that the plain build leaves out. pg-tls-static: TLS to PostgreSQL with OpenSSL built in, so that the image needs
# no system library.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --features pdf,s3,pg-tls-static \
 && cp target/release/rightsdesk /rightsdesk

FROM debian:bookworm-slim
# Certificates, for TLS to PostgreSQL and to webhooks; nothing else is added.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 desk \
 && useradd --uid 10001 --gid desk --no-create-home --home-dir /data --shell /usr/sbin/nologin desk \
 && install -d -o desk -g desk -m 0700 /data /keys
COPY --from=build /rightsdesk /usr/local/bin/rightsdesk
USER desk
WORKDIR /data
ENV RIGHTSDESK__DATA_DIR=/data \
    RIGHTSDESK__VAULT__KEY_FILE=/keys/service.key \
    RIGHTSDESK__SERVER__LISTEN=0.0.0.0:8080 \
    RIGHTSDESK__LOG__FORMAT=json
VOLUME ["/data", "/keys"]
EXPOSE 8080
ENTRYPOINT ["rightsdesk"]
CMD ["serve"]
