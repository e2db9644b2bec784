import { describe, expect, it } from 'vitest'
import { describeImage, parseBom } from './describe-image.ts'

const component = (ref: string) => {
  const [, group, name, version] = /^(?:(@[^/]+)\/)?(.+)@(.+)$/.exec(ref)!
  return { type: 'library', name: name!, version: version!, ...(group && { group }), 'bom-ref': ref }
}

/** A bill of materials as pnpm writes it: with a date, and in varying order. */
const lock = (timestamp: string, arrange: <Item>(items: Item[]) => Item[] = (items) => items) =>
  parseBom(
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.7',
      serialNumber: `urn:uuid:${timestamp}`,
      metadata: { timestamp },
      components: arrange([
        '@hono/node-server@2.1.8',
        'hono@4.13.19',
        'hono@3.0.0',
        'esbuild@0.28.2',
        '@gptget/money@0.1.0',
        'sharp@0.35.5',
        'react-dom@19.3.1',
        'scheduler@0.28.0',
        '@types/react@19.3.3',
      ]).map(component),
      dependencies: arrange([
        { ref: 'react-dom@19.3.1', dependsOn: arrange(['scheduler@0.28.0', '@types/react@19.3.3']) },
        { ref: 'hono@4.13.19', dependsOn: [] },
        { ref: 'esbuild@0.28.2', dependsOn: [] },
      ]),
    }),
  )

const contents = {
  files: [
    'apps/router/src/main.ts',
    'node_modules/.pnpm/@hono+node-server@2.1.8_hono@4.13.19/node_modules/@hono/node-server/dist/index.mjs',
    'node_modules/.pnpm/hono@4.13.19/node_modules/hono/dist/hono.js',
  ],
  packages: ['sharp'],
  packagesWithTheirs: ['react-dom', '@gptget/money'],
  components: [component('ffmpeg@7:5.1.9-0')],
}

describe('the bill of materials of the image', () => {
  it('lists the packages of the image with exact versions, and no others of the lockfile', () => {
    const { components, dependencies } = describeImage(lock('2026-01-01'), contents)
    expect(components.map((each) => each['bom-ref'])).toEqual([
      '@hono/node-server@2.1.8',
      'ffmpeg@7:5.1.9-0',
      'hono@4.13.19',
      'react-dom@19.3.1',
      'scheduler@0.28.0',
      'sharp@0.35.5',
    ])
    expect(dependencies).toEqual([
      { ref: 'hono@4.13.19', dependsOn: [] },
      { ref: 'react-dom@19.3.1', dependsOn: ['scheduler@0.28.0'] },
    ])
  })

  it('is reproducible', () => {
    const one = describeImage(lock('2026-01-01'), contents)
    const again = describeImage(
      lock('2026-02-02', (items) => items.toReversed()),
      contents,
    )
    expect(JSON.stringify(again)).toBe(JSON.stringify(one))
    expect(one.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })
})
