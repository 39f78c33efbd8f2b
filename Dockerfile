# syntax=docker/dockerfile:1

# Compiles src/ to dist/.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

# Only what the daemon needs at run time.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE config.example.yaml ./
COPY mappings ./mappings
COPY pipelines ./pipelines
RUN chmod +x dist/main.js \
 && ln -s /app/dist/main.js /usr/local/bin/m365-audit \
 && mkdir -p /var/lib/m365-audit /etc/m365-audit \
 && chown node:node /var/lib/m365-audit
USER node
# What commands write where no folder is named, such as a support bundle, has to go where it can be written and fetched.
WORKDIR /var/lib/m365-audit
ENV M365_AUDIT_CONFIG=/etc/m365-audit/config.yaml
VOLUME /var/lib/m365-audit
EXPOSE 9480
# For http.listen as it is by default, or on every address; docker-compose.yml tells what else needs.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9480/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Each thread of glibc's allocator keeps memory of its own otherwise.
ENV MALLOC_ARENA_MAX=2
# Exec form: the daemon is process 1 and gets SIGTERM itself.
ENTRYPOINT ["m365-audit"]
CMD ["run"]
