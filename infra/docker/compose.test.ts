import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { NATS_USERS } from '@gptget/bus'
import { SERVICES } from '@gptget/host/services'
import { BUNDLED_APPS } from './bundle-services.ts'
import { passwordVariable, printNatsUsers } from './write-nats-users.ts'
import { parse } from 'yaml'
import { readCompose, readStage, REPOSITORY, type ComposeService } from './read-compose.ts'

const compose = readCompose()
const services = Object.entries(compose.services)
const isOurs = ({ build }: ComposeService): boolean => build?.target === 'services'
const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8')

/** All source code that could read the environment of a bundled app. */
const sourceOf = (app: string): string =>
  globSync(`{apps/${app},infra/host,packages/runtime}/src/**/*.ts`, { cwd: REPOSITORY }).map(read).join('\n')

/** Settings that services read from files of infra/compose/own, where their `_FILE` variants have no use. */
const FROM_FILES = [
  'GPTGET_ENCRYPTION_KEY',
  'GPTGET_ENCRYPTION_KEY_FILE',
  'TASKS_SECRET',
  'TASKS_SECRET_FILE',
  'MEDIA_S3_SECRET_ACCESS_KEY',
]

const appOf = ({ command, entrypoint }: ComposeService): string =>
  [...(entrypoint ?? []), ...(command ?? [])].find((word) => word.endsWith('.mjs'))!.replace('.mjs', '')

/** The file that declares a service's settings. One-off commands have no such file. */
const configOf = (service: ComposeService): string => `apps/${appOf(service)}/src/config.ts`

const hasHealthCheck = ({ healthcheck, build }: ComposeService): boolean =>
  healthcheck === undefined
    ? build !== undefined && readStage(build.target).includes('\nHEALTHCHECK ')
    : !('disable' in healthcheck)

describe('docker-compose.yml', () => {
  it('checks the health of every long-running service', () => {
    const unchecked = services.filter(
      ([, service]) => !service.profiles && service.restart !== 'no' && !hasHealthCheck(service),
    )
    expect(unchecked.map(([name]) => name)).toEqual([])
  })

  it('limits the memory, CPU, privileges and disk of every service', () => {
    const unlimited = services.flatMap(([name, service]) => {
      const { mem_limit, cpus, pids_limit, logging, cap_drop, security_opt } = service
      const isLimited = mem_limit && cpus && pids_limit && logging
      const isHarmless = cap_drop?.includes('ALL') && security_opt?.includes('no-new-privileges:true')
      return isLimited && isHarmless ? [] : [name]
    })
    expect(unlimited).toEqual([])
  })

  it('checks that services are ready, not only that they run', () => {
    const ours = services.filter(([, service]) => isOurs(service) && service.restart !== 'no')
    expect(ours.length).toBeGreaterThan(4)
    for (const [, { healthcheck }] of ours)
      expect(healthcheck).toMatchObject({ test: ['CMD', 'node', 'check-health.mjs'] })
    expect(JSON.stringify(compose.services['load-balancer']?.healthcheck)).toContain('/readyz')
  })

  it('waits ten minutes for the tables of a new version, and ten seconds for an answer of a busy machine', () => {
    const ours = services.filter(([, service]) => isOurs(service) && service.restart !== 'no')
    for (const [name, { healthcheck }] of ours)
      expect([name, healthcheck]).toMatchObject([name, { start_period: '10m', timeout: '10s' }])
  })

  it('passes on every setting of a service', () => {
    /** Set by the image or the compose file. */
    const fixed = new Set(['HOST', 'PORT', 'NATS_URL', 'DATABASE_URL', ...FROM_FILES])
    const missing = services
      .filter(([, service]) => isOurs(service) && existsSync(path.join(REPOSITORY, configOf(service))))
      .flatMap(([name, service]) => {
        const settings = read(configOf(service)).matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)
        return [...settings]
          .map(([, setting]) => setting!)
          .filter((setting) => !fixed.has(setting) && !(setting in (service.environment ?? {})))
          .map((setting) => `${name}: ${setting}`)
      })
    expect(missing).toEqual([])
  })

  it('runs nothing as root', () => {
    const users = services.map(([, { user }]) => user)
    expect(users.filter((user) => user === '' || /^(0|root)\b/.test(user))).toEqual([])
    for (const target of ['services', 'nats', 'object-store'])
      expect(readStage(target)).toMatch(/^USER 1000:1000$/m)
  })

  it('needs no shell and no program except node', () => {
    const stage = readStage('services')
    expect(stage).not.toMatch(/^(RUN|SHELL|HEALTHCHECK)\b/m)
    expect(stage).toMatch(/^ENTRYPOINT \["node"\]$/m)
  })

  it('mounts only files that exist and volumes that are declared', () => {
    const sources = services
      .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!))
      // Made by make-secrets.sh.
      .filter((source) => !source.includes('/own/'))
    const missing = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(path.join(REPOSITORY, source)) : !(source in compose.volumes),
    )
    expect(missing).toEqual([])
    expect(read('infra/compose/config/gptget.yaml')).toContain('providers:')
  })

  it('starts three edges and two of every other service, and one of each on a small machine', () => {
    const bundled = SERVICES.filter(({ isBundled }) => isBundled).map(({ name }) => name)
    const started = Object.fromEntries(
      bundled.map((name) => [name, compose.services[name]!.deploy?.replicas]),
    )
    const two = Object.fromEntries(bundled.map((name) => [name, 2]))
    expect(started).toEqual({ ...two, 'edge-gateway': 3 })
    const small = parse(read('infra/compose/small.yml')) as { services: Record<string, unknown> }
    expect(small.services).toEqual(
      Object.fromEntries(bundled.map((name) => [name, { deploy: { replicas: 1 } }])),
    )
  })

  it('runs the same versions of NATS and the object store as the tests', () => {
    const nats = JSON.parse(read('packages/embedded-servers/nats-server.json')) as { version: string }
    expect(read('infra/docker/Dockerfile')).toContain(`ARG NATS_IMAGE=nats:${nats.version}-alpine`)
    const programs = read('packages/embedded-servers/src/go-programs/find-go-program.ts')
    const [, version] = /versitygw: \{ version: '([^']+)'/.exec(programs)!
    expect(read('infra/docker/Dockerfile')).toContain(`OBJECT_STORE_IMAGE=versity/versitygw:v${version}`)
  })

  it('pins other images by digest', () => {
    const foreign = services.filter(([, { build }]) => !build).map(([, { image }]) => image)
    const bases = [...read('infra/docker/Dockerfile').matchAll(/^ARG \w+_IMAGE=([^\s$]+)/gm)].map(
      ([, image]) => image!,
    )
    expect(bases).toHaveLength(3)
    const unpinned = [...foreign, ...bases].filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))
    // The digests of these images could not be looked up. Their tags name one version.
    expect(unpinned).toEqual([
      expect.stringMatching(/^nats:\d+\.\d+\.\d+-alpine$/),
      expect.stringMatching(/^versity\/versitygw:v\d+\.\d+\.\d+$/),
    ])
  })

  it('builds stages and runs bundles that exist', () => {
    const targets = services.flatMap(([, { build }]) => (build ? [build.target] : []))
    expect(targets.map(readStage).every((stage) => stage.startsWith('FROM '))).toBe(true)
    const apps = services.filter(([, service]) => isOurs(service)).map(([, service]) => appOf(service))
    expect(apps.toSorted()).toEqual([...BUNDLED_APPS, 'prepare-database'].toSorted())
  })

  it('waits only for services that have a health check or end', () => {
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on))
    const isAnswerable = ([name, { condition }]: (typeof awaited)[number]): boolean =>
      condition === 'service_healthy'
        ? hasHealthCheck(compose.services[name]!)
        : compose.services[name]!.restart === 'no'
    expect(awaited.filter((dependency) => !isAnswerable(dependency))).toEqual([])
  })

  it('restarts nothing for an admin command', () => {
    expect(compose.services.admin!.depends_on).toBeUndefined()
  })

  it('gives services more time to stop than they need to drain', () => {
    const draining = services.filter(([, { environment = {} }]) => 'GPTGET_SHUTDOWN_DRAIN_MS' in environment)
    expect(draining.map(([name]) => name).toSorted()).toEqual(
      SERVICES.filter(({ hasLongAnswers }) => hasLongAnswers)
        .map(({ name }) => name)
        .toSorted(),
    )
    for (const [, { environment, stop_grace_period: given }] of draining) {
      const defaults = ['GPTGET_SHUTDOWN_GRACE_MS', 'GPTGET_SHUTDOWN_DRAIN_MS'].map((name) =>
        Number(/:-(\d+)\}$/.exec(environment?.[name] ?? '')?.[1]),
      )
      expect(Number.parseInt(given ?? '', 10) * 60_000).toBeGreaterThan(defaults[0]! + defaults[1]!)
      expect(given).toMatch(/m$/)
    }
    expect(compose.services['load-balancer']?.stop_grace_period).toBe(draining[0]?.[1].stop_grace_period)
  })

  it('passes each service only settings that it reads', () => {
    const unread = services
      .filter(([, service]) => isOurs(service))
      .flatMap(([name, service]) => {
        const source = sourceOf(appOf(service))
        const variables = Object.keys(service.environment ?? {})
        return variables
          .filter((variable) => !source.includes(variable))
          .map((variable) => `${name}: ${variable}`)
      })
    expect(unread).toEqual([])
  })

  it('publishes only the port of the API', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['load-balancer'])
  })
})

describe('the mounted nats.conf', () => {
  it('is accepted by nats-server with any passwords', async () => {
    await withFolder(async (folder) => {
      const command = compose.services
        .nats!.command![2]!.replace('/run/gptget-own', folder)
        .replace('/etc/nats', path.join(REPOSITORY, 'infra/compose'))
        .replace('nats-server', `${process.env.GPTGET_TEST_RUN_NATS_SERVER} -t`)
      for (const password of ['12345678', '9e99', 'ab12cd34']) {
        const lines = NATS_USERS.map((user) => `${passwordVariable(user)}='"${password}"'\n`)
        await writeFile(path.join(folder, 'passwords'), lines.join(''))
        const { stderr } = await promisify(execFile)('sh', ['-c', command], { env: {} })
        expect(stderr).toContain('is valid')
      }
    })
  })

  it('has the users and permissions of the contracts', () => {
    // After a change of the contracts: node infra/docker/write-nats-users.ts
    expect(read('infra/compose/nats-users.conf')).toBe(printNatsUsers())
  })
})

describe('make-secrets.sh', () => {
  it('makes the files that services read, each for its service alone, and different ones', async () => {
    await withFolder(async (own) => {
      await makeSecrets(own)
      const secretsOf = async (service: string): Promise<string[]> =>
        (await readdir(path.join(own, service))).toSorted()
      const mounts = services.flatMap(([name, { volumes = [] }]) =>
        volumes.filter((volume) => volume.includes('/own/')).map((volume) => [name, volume.split(':')[0]]),
      )
      expect(mounts).toEqual(mounts.map(([name]) => [name, `./infra/compose/own/${name}`]))
      expect(mounts.length).toBeGreaterThan(10)
      for (const { name, tables } of SERVICES.filter(({ isBundled }) => isBundled)) {
        const expected = tables ? ['DATABASE_URL', 'NATS_URL'] : ['NATS_URL']
        expect([name, await secretsOf(name)]).toEqual([name, expect.arrayContaining(expected)])
        const login = new RegExp(`^nats://${name}:[0-9a-f]{48}@nats:4222\n$`)
        expect(await readFile(path.join(own, name, 'NATS_URL'), 'utf8')).toMatch(login)
      }
      const passwords = await readFile(path.join(own, 'nats/passwords'), 'utf8')
      expect([...passwords.matchAll(/^\w+/gm)].map(([name]) => name).toSorted()).toEqual(
        NATS_USERS.map(passwordVariable).toSorted(),
      )
      const values = await readValues(own)
      expect(new Set(values.values()).size).toBe(values.size)
      expect(Buffer.from(values.get('GPTGET_ENCRYPTION_KEY')!, 'base64').byteLength).toBe(32)
    })
  })

  it('keeps what exists, and makes only what is missing', async () => {
    await withFolder(async (own) => {
      await makeSecrets(own)
      const file = path.join(own, 'values')
      const first = await readValues(own)
      const without = (await readFile(file, 'utf8')).replace(/^GPTGET_ENCRYPTION_KEY=.*\n/m, '')
      await writeFile(file, without)
      await makeSecrets(own)
      const second = await readValues(own)
      expect(second.get('GPTGET_ENCRYPTION_KEY')).not.toBe(first.get('GPTGET_ENCRYPTION_KEY'))
      expect(await readFile(path.join(own, 'router/GPTGET_ENCRYPTION_KEY'), 'utf8')).toBe(
        `${second.get('GPTGET_ENCRYPTION_KEY')}\n`,
      )
      for (const values of [first, second]) values.delete('GPTGET_ENCRYPTION_KEY')
      expect(second).toEqual(first)
    })
  })
})

const withFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-compose-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const makeSecrets = async (own: string): Promise<void> => {
  await promisify(execFile)('sh', [path.join(REPOSITORY, 'infra/compose/make-secrets.sh'), own])
}

const readValues = async (own: string): Promise<Map<string, string>> => {
  const lines = (await readFile(path.join(own, 'values'), 'utf8')).trim().split('\n')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
