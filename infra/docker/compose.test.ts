import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { BUNDLED_APPS } from './bundle-services.ts'
import { readCompose, readStage, REPOSITORY, type ComposeService } from './read-compose.ts'

const compose = readCompose()
const services = Object.entries(compose.services)
const isOurs = ({ build }: ComposeService): boolean => build?.target === 'services'
const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8')

/** Everything a bundled app could read of its environment. */
const sourceOf = (app: string): string =>
  globSync(`{apps/${app},packages/runtime}/src/**/*.ts`, { cwd: REPOSITORY }).map(read).join('\n')

const appOf = ({ command, entrypoint }: ComposeService): string =>
  [...(entrypoint ?? []), ...(command ?? [])].find((word) => word.endsWith('.mjs'))!.replace('.mjs', '')

const hasHealthCheck = ({ healthcheck, build }: ComposeService): boolean =>
  healthcheck === undefined
    ? build !== undefined && readStage(build.target).includes('\nHEALTHCHECK ')
    : !('disable' in healthcheck)

describe('docker-compose.yml', () => {
  it('checks the health of every service that stays up', () => {
    const unchecked = services.filter(([, service]) => !service.profiles && !hasHealthCheck(service))
    expect(unchecked.map(([name]) => name)).toEqual([])
  })

  it('lets no service take the machine, its privileges or its disk', () => {
    const unlimited = services.flatMap(([name, service]) => {
      const { mem_limit, cpus, pids_limit, logging, cap_drop, security_opt } = service
      const isLimited = mem_limit && cpus && pids_limit && logging
      const isHarmless = cap_drop?.includes('ALL') && security_opt?.includes('no-new-privileges:true')
      return isLimited && isHarmless ? [] : [name]
    })
    expect(unlimited).toEqual([])
  })

  it('asks services whether they can work, and not only whether they run', () => {
    expect(readStage('services')).toContain('/readyz`')
    expect(JSON.stringify(compose.services['load-balancer']?.healthcheck)).toContain('/readyz')
  })

  it('hands every setting of a service on to it', () => {
    /** Where the image or the compose file itself decides. */
    const fixed = new Set(['HOST', 'PORT', 'METRICS_HOST', 'METRICS_PORT', 'NATS_URL'])
    const missing = services
      .filter(([name, service]) => isOurs(service) && name !== 'admin')
      .flatMap(([name, service]) => {
        const settings = read(`apps/${appOf(service)}/src/config.ts`).matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)
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
    for (const target of ['services', 'nats']) expect(readStage(target)).toMatch(/^USER (node|1000:1000)$/m)
  })

  it('mounts only files that exist and volumes that are declared', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!))
    const missing = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(path.join(REPOSITORY, source)) : !(source in compose.volumes),
    )
    expect(missing).toEqual([])
    expect(read('infra/compose/config/gptget.yaml')).toContain('providers:')
  })

  it('runs the NATS that the tests run on', () => {
    const pinned = JSON.parse(read('packages/embedded-servers/nats-server.json')) as { version: string }
    expect(readStage('nats')).toContain(`FROM nats:${pinned.version}-alpine `)
  })

  it('builds from stages that exist, and runs bundles that are made', () => {
    const targets = services.flatMap(([, { build }]) => (build ? [build.target] : []))
    expect(targets.map(readStage).every((stage) => stage.startsWith('FROM '))).toBe(true)
    const apps = services.filter(([, service]) => isOurs(service)).map(([, service]) => appOf(service))
    expect(apps.toSorted()).toEqual([...BUNDLED_APPS].toSorted())
  })

  it('waits only for services that have a health check', () => {
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on))
    expect(awaited.filter((name) => !hasHealthCheck(compose.services[name]!))).toEqual([])
  })

  it('gives what lets answers finish longer than it may take', () => {
    const draining = services.filter(([, { environment = {} }]) => 'GPTGET_SHUTDOWN_DRAIN_MS' in environment)
    expect(draining.map(([name]) => name).toSorted()).toEqual(['edge-gateway', 'router'])
    for (const [, { environment, stop_grace_period: given }] of draining) {
      const defaults = ['GPTGET_SHUTDOWN_GRACE_MS', 'GPTGET_SHUTDOWN_DRAIN_MS'].map((name) =>
        Number(/:-(\d+)\}$/.exec(environment?.[name] ?? '')?.[1]),
      )
      expect(Number.parseInt(given ?? '', 10) * 60_000).toBeGreaterThan(defaults[0]! + defaults[1]!)
      expect(given).toMatch(/m$/)
    }
    expect(compose.services['load-balancer']?.stop_grace_period).toBe(draining[0]?.[1].stop_grace_period)
  })

  it('tells each service only what it reads', () => {
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

  it('publishes the API alone', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['load-balancer'])
  })
})

describe('the mounted nats.conf', () => {
  it('is one that nats-server takes, whatever the password looks like', async () => {
    const { NATS_PASSWORD: quoted } = compose.services.nats!.environment!
    for (const password of ['12345678', '9e99', 'ab12cd34']) {
      const value = quoted!.replace(/\$\{.*\}/, password)
      const server = process.env.GPTGET_TEST_RUN_NATS_SERVER!
      const args = ['-t', '-c', path.join(REPOSITORY, 'infra/compose/nats.conf')]
      const { stderr } = await promisify(execFile)(server, args, { env: { NATS_PASSWORD: value } })
      expect(stderr).toContain('is valid')
    }
  })
})
