# The command line and the worker. `docker build -t holdfast .`, then `docker run holdfast worker`.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# Without the optional packages: they are another copy of Node, and compilers that the built workflow bundle spares.
FROM base AS dependencies
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:24.21.0-bookworm-slim
# Temporal's client reads the system's certificate authorities, which the slim image lacks.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
USER node
# An agents' file is mounted to /app/holdfast.config.ts, where it is found without being named.
ENTRYPOINT ["node", "bin/holdfast.js"]
CMD ["worker"]
# Fails when this environment's Temporal server cannot be reached or lacks the namespace.
HEALTHCHECK --interval=30s --timeout=15s --start-period=30s --retries=3 \
  CMD ["node", "bin/holdfast.js", "ls", "--limit", "1", "--json"]
