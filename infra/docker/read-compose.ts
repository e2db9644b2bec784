import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const REPOSITORY = path.resolve(import.meta.dirname, '../..')

const duration = z.string().regex(/^\d+(ms|s|m|h)$/)
const environment = z.record(z.string(), z.string().nullable())

/** The part of the Compose specification that docker-compose.yml uses. A misspelled field is an error. */
const service = z.strictObject({
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  image: z.string(),
  user: z.string(),
  restart: z.enum(['no', 'unless-stopped']),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  mem_limit: z
    .string()
    .regex(/^\d+[mg]$/)
    .optional(),
  cpus: z.number().positive().optional(),
  pids_limit: z.number().int().positive().optional(),
  logging: z
    .strictObject({
      driver: z.literal('json-file'),
      options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
    })
    .optional(),
  security_opt: z.array(z.string()).optional(),
  stop_grace_period: duration.optional(),
  shm_size: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  deploy: z.strictObject({ replicas: z.number().int().positive() }).optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .optional(),
  ports: z.array(z.string()).optional(),
  environment: environment.optional(),
  env_file: z.array(z.strictObject({ path: z.string(), required: z.boolean() })).optional(),
  volumes: z.array(z.string()).optional(),
  extra_hosts: z.array(z.string()).optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({
        test: z.tuple([z.literal('CMD')], z.string()),
        interval: duration,
        timeout: duration,
        start_period: duration,
      }),
    ])
    .optional(),
})
export type ComposeService = z.output<typeof service>

const compose = z.strictObject({
  name: z.string(),
  'x-service': z.unknown(),
  'x-limits': z.unknown(),
  'x-environment': z.unknown(),
  'x-pair': z.unknown(),
  'x-drains': z.unknown(),
  'x-drain-times': z.unknown(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
})

/** Reads docker-compose.yml and resolves its merges. @throws ZodError that names an unknown field */
export const readCompose = () =>
  compose.parse(parse(readFileSync(path.join(REPOSITORY, 'docker-compose.yml'), 'utf8'), { merge: true }))

/** Reads a stage of the Dockerfile: its instructions up to the next FROM. */
export const readStage = (target: string): string => {
  const stages = readFileSync(path.join(REPOSITORY, 'infra/docker/Dockerfile'), 'utf8').split(/^(?=FROM )/m)
  const stage = stages.find((text) => text.split('\n', 1)[0]?.endsWith(` AS ${target}`))
  if (stage === undefined) throw new Error(`The Dockerfile has no stage ${target}`)
  return stage
}
