# syntax=docker/dockerfile:1

FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS
ARG TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /out/metacheck ./cmd/metacheck

# No shell, no packages: certificates, time zones and a user that is not root.
FROM gcr.io/distroless/static-debian12:nonroot
LABEL org.opencontainers.image.title="metacheck" \
      org.opencontainers.image.description="Lints the metadata of web pages: Open Graph, Twitter cards, links, the head, schema.org" \
      org.opencontainers.image.source="https://github.com/metacheck/metacheck" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /src/LICENSE /usr/share/doc/metacheck/LICENSE
COPY --from=build /out/metacheck /usr/bin/metacheck
# The folder with the pages goes here: docker run --rm -v "$PWD:/site" metacheck lint public
WORKDIR /site
USER nonroot:nonroot
ENTRYPOINT ["/usr/bin/metacheck"]
CMD ["help"]
