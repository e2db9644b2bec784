import { globSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { SERVICES } from '../../infra/host/src/services.ts'

const APPS = path.resolve(import.meta.dirname, '../../apps')

const services = SERVICES.map(({ name }) => name)
const filesOf = (service: string): string[] =>
  globSync('src/**/*.ts', { cwd: path.join(APPS, service) }).filter((file) => !file.endsWith('.test.ts'))

describe('the list of services', () => {
  it('has every app with a manifest, under the name of its folder', () => {
    const declared = globSync('*/src/manifest.ts', { cwd: APPS }).map((file) => file.split('/')[0]!)
    expect(services.toSorted()).toEqual(declared.toSorted())
  })

  it('leaves out nothing but the command line of the operator', () => {
    expect(readdirSync(APPS).filter((app) => !services.includes(app as never))).toEqual(['admin'])
  })
})

describe.each(services)('the service %s', (service) => {
  it('has the files that every service has', () => {
    const expected = ['config', 'context', 'index', 'main', 'manifest', 'service'].map(
      (name) => `src/${name}.ts`,
    )
    expect(filesOf(service)).toEqual(expect.arrayContaining(expected))
  })

  it('answers subjects of the bus in subjects/, in files that say so', () => {
    const names = filesOf(service).flatMap((file) => /^src\/subjects\/(.+)$/.exec(file)?.[1] ?? [])
    expect(names.filter((name) => !/^(serve|explain)/.test(name))).toEqual([])
  })
})
