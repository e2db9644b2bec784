import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { catalogModel, readCatalog, type CatalogModel } from './catalog.ts'

const modelNamed = (id: string): CatalogModel => ({
  id,
  name: id,
  description: null,
  ownedBy: 'a',
  createdAtSeconds: 1,
  contextTokens: 1_000,
  maxOutputTokens: null,
  inputModalities: ['text'],
  outputModalities: ['text'],
  supportedParameters: [],
  price: {
    input: 1n,
    output: 2_500_000_000n,
    tiers: [{ above: 10, input: 3n, output: 4n }],
    surcharges: { speeds: { fast: { input: 5n, output: 6n } }, geographies: { us: 11_000 } },
  },
  isAvailable: true,
  retiresAt: null,
  byokKeys: { providers: ['p'], price: { input: 7n, output: 8n }, feeBasisPoints: 500 },
})
const send = (models: CatalogModel[]) => z.encode(readCatalog.response, { version: '1', models })
const receive = (sent: ReturnType<typeof send>) => z.decode(readCatalog.response, sent).models

describe('the catalog on the bus', () => {
  it('is for another process what its schema says', () => {
    const models = [modelNamed('a/1'), modelNamed('a/2')]
    const sent = send(models)
    // This process now remembers another one.
    send([modelNamed('a/3')])
    const received = receive(sent)
    expect(received).toEqual(models)
    expect(z.decode(z.array(catalogModel), z.encode(z.array(catalogModel), models))).toEqual(received)
  })

  it('is not unpacked where it was packed, and once where it was not', () => {
    const models = [modelNamed('a/1')]
    const sent = send(models)
    expect(receive(sent)).toBe(models)
    send([modelNamed('a/2')])
    const received = receive(sent)
    expect(received).not.toBe(models)
    expect(receive(sent)).toBe(received)
  })
})
