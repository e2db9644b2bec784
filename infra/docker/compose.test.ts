import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { NATS_USERS, type NatsUser } from '@gptget/bus'
import { SERVICES } from '@gptget/host/services'
import { BUNDLED_APPS } from './bundle-services.ts'
import { passwordVariable, printNatsUsers } from './write-nats-users.ts'
import { readCompose, readStage, REPOSITORY, type ComposeService } from './read-compose.ts'

const compose = readCompose()
const services = Object.entries(compose.services)
const isOurs = ({ build }: ComposeService): boolean => build?.target === 'services'
const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8')

/** All source code that could read the environment of a bundled app. */
const sourceOf = (app: string): string =>
  globSync(`{apps/${app},infra/host,packages/runtime}/src/**/*.ts`, { cwd: REPOSITORY }).map(read).join('\n')

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
    const fixed = new Set(['HOST', 'PORT', 'NATS_URL'])
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
    for (const target of ['services', 'nats']) expect(readStage(target)).toMatch(/^USER 1000:1000$/m)
  })

  it('needs no shell and no program except node', () => {
    const stage = readStage('services')
    expect(stage).not.toMatch(/^(RUN|SHELL|HEALTHCHECK)\b/m)
    expect(stage).toMatch(/^ENTRYPOINT \["node"\]$/m)
  })

  it('mounts only files that exist and volumes that are declared', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!))
    const missing = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(path.join(REPOSITORY, source)) : !(source in compose.volumes),
    )
    expect(missing).toEqual([])
    expect(read('infra/compose/config/gptget.yaml')).toContain('providers:')
  })

  it('runs the same NATS version as the tests', () => {
    const pinned = JSON.parse(read('packages/embedded-servers/nats-server.json')) as { version: string }
    expect(read('infra/docker/Dockerfile')).toContain(`ARG NATS_IMAGE=nats:${pinned.version}-alpine`)
  })

  it('pins other images by digest', () => {
    const foreign = services.filter(([, { build }]) => !build).map(([, { image }]) => image)
    const bases = [...read('infra/docker/Dockerfile').matchAll(/^ARG \w+_IMAGE=([^\s$]+)/gm)].map(
      ([, image]) => image!,
    )
    expect(bases).toHaveLength(2)
    const unpinned = [...foreign, ...bases].filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))
    // The digest of this image could not be looked up. Its tag names one version.
    expect(unpinned).toEqual([expect.stringMatching(/^nats:\d+\.\d+\.\d+-alpine$/)])
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

  it('has its required variables in .env.example', () => {
    const required = [...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map((match) => match[1])
    const offered = [...read('.env.example').matchAll(/^(\w+)=/gm)].map((match) => match[1])
    expect(offered).toEqual(expect.arrayContaining(required))
  })

  it('publishes only the port of the API', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['load-balancer'])
  })
})

describe('the mounted nats.conf', () => {
  it('is accepted by nats-server with any passwords', async () => {
    const { environment = {} } = compose.services.nats!
    expect(Object.keys(environment).toSorted()).toEqual(NATS_USERS.map(passwordVariable).toSorted())
    for (const password of ['12345678', '9e99', 'ab12cd34']) {
      const env = Object.fromEntries(
        Object.entries(environment).map(([name, quoted]) => [name, quoted!.replace(/\$\{.*\}/, password)]),
      )
      const server = process.env.GPTGET_TEST_RUN_NATS_SERVER!
      const args = ['-t', '-c', path.join(REPOSITORY, 'infra/compose/nats.conf')]
      const { stderr } = await promisify(execFile)(server, args, { env })
      expect(stderr).toContain('is valid')
    }
  })

  it('has the users and permissions of the contracts', () => {
    // After a change of the contracts: node infra/docker/write-nats-users.ts
    expect(read('infra/compose/nats-users.conf')).toBe(printNatsUsers())
  })

  it('is used by each service with its own user', () => {
    const urls = services.flatMap(([name, { environment }]) => {
      const url = environment?.NATS_URL ?? environment?.GPTGET_NATS_URL
      return url ? [[url.split('@')[0], name]] : []
    })
    expect(urls.length).toBeGreaterThan(4)
    expect(urls).toEqual(
      urls.map(([, name]) => [
        `nats://${name}:\${${passwordVariable(name as NatsUser)}:?set it in .env}`,
        name,
      ]),
    )
  })
})

it('generates a different secret for each required variable in make-env.sh', async () => {
  const { stdout } = await promisify(execFile)('sh', [path.join(REPOSITORY, 'infra/compose/make-env.sh')])
  const required = new Set(
    [...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map((match) => match[1]!),
  )
  const values = [...required].map((name) => new RegExp(`^${name}=([0-9a-f]{48})$`, 'm').exec(stdout)?.[1])
  expect(values).not.toContain(undefined)
  expect(new Set(values).size).toBe(required.size)
  expect(Buffer.from(/^GPTGET_ENCRYPTION_KEY=(.*)$/m.exec(stdout)![1]!, 'base64').byteLength).toBe(32)
})
