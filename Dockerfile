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
CMD ["worker", "--health-port", "8090"]
# Fails unless a worker of this container takes work and its Temporal server answers.
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:8090/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
