import { globSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { SERVICES } from '../../infra/host/src/services.ts'

const APPS = path.resolve(import.meta.dirname, '../../apps')

const services = SERVICES.map(({ name }) => name)
const filesOf = (service: string): string[] =>
  globSync('src/**/*.ts', { cwd: path.join(APPS, service) }).filter((file) => !file.endsWith('.test.ts'))

/** The verbs that names of route files begin with: what the caller does. Add a new verb deliberately. */
const VERBS =
  'add|answer|archive|cancel|capture|clone|compact|complete|count|create|delete|download|focus|forward|list|make' +
  '|pause|perform|read|rename|resume|revoke|rotate|run|sign|simulate|speak|store|stream|transcribe|update|upload|write'
const ROUTE_FILE = new RegExp(`^src/routes/[a-z][a-z-]*/(${VERBS})(-[a-z-]+)?\\.ts$`)

/** `app.ts` uses Hono too, to mount the routes. */
const DECLARES_ROUTES = /\bnew Hono\b|\.(get|put|post|patch|delete|all|on)\(\s*[`'"]\//

describe('the list of services', () => {
  it('has every app with a manifest, under the name of its folder', () => {
    const declared = globSync('*/src/manifest.ts', { cwd: APPS }).map((file) => file.split('/')[0]!)
    expect(services.toSorted()).toEqual(declared.toSorted())
  })

  it('omits only the command lines of operators and callers', () => {
    const others = readdirSync(APPS).filter((app) => !services.includes(app as never))
    expect(others.toSorted()).toEqual(['admin', 'cli'])
  })
})

describe.each(services)('the service %s', (service) => {
  it('has the files that every service has', () => {
    const expected = ['config', 'context', 'index', 'main', 'manifest', 'service'].map(
      (name) => `src/${name}.ts`,
    )
    expect(filesOf(service)).toEqual(expect.arrayContaining(expected))
  })

  it('handles bus subjects only in subjects/, in files named for it', () => {
    const names = filesOf(service).flatMap((file) => /^src\/subjects\/(.+)$/.exec(file)?.[1] ?? [])
    expect(names.filter((name) => !/^(serve|explain)/.test(name))).toEqual([])
  })

  it('handles HTTP in routes/<area>/<verb>.ts', () => {
    const files = filesOf(service).filter((file) => file.startsWith('src/routes'))
    expect(files.filter((file) => !ROUTE_FILE.test(file))).toEqual([])
  })

  it('declares routes nowhere else, and mounts them in app.ts', () => {
    const elsewhere = filesOf(service).filter(
      (file) =>
        file !== 'src/app.ts' &&
        !ROUTE_FILE.test(file) &&
        DECLARES_ROUTES.test(readFileSync(path.join(APPS, service, file), 'utf8')),
    )
    expect(elsewhere).toEqual([])
    const hasRoutes = filesOf(service).some((file) => ROUTE_FILE.test(file))
    expect(filesOf(service).includes('src/app.ts')).toBe(hasRoutes)
  })
})

it('every allowed verb is used by a route', () => {
  const used = services.flatMap((service) =>
    filesOf(service).flatMap((file) => ROUTE_FILE.exec(file)?.[1] ?? []),
  )
  expect([...new Set(used)].toSorted()).toEqual(VERBS.split('|').toSorted())
})
