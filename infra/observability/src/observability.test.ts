import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { DASHBOARDS } from './dashboards/index.ts'
import { printDashboard } from './print-dashboard.ts'

const here = path.join(import.meta.dirname, '..')
const read = (...names: string[]): string => readFileSync(path.join(here, ...names), 'utf8')

const alert = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.object({ summary: z.string(), runbook_url: z.url() }),
})
const alerts = z
  .object({ groups: z.array(z.object({ name: z.string(), rules: z.array(alert) })) })
  .parse(parse(read('prometheus/rules.yml')))
  .groups.flatMap(({ rules }) => rules)

const runbooks = read('../../docs/runbooks.md')
const headings = [...runbooks.matchAll(/^## (\w+)$/gm)].map(([, name]) => name)

describe('an alert', () => {
  it('has a runbook that its annotation links to, and every runbook has an alert', () => {
    expect(headings.toSorted()).toEqual(alerts.map((rule) => rule.alert).toSorted())
    for (const rule of alerts)
      expect(rule.annotations.runbook_url).toMatch(
        new RegExp(`/docs/runbooks.md#${rule.alert.toLowerCase()}$`),
      )
  })

  it('is tested if it can page somebody', () => {
    const tested = new Set(
      [...read('prometheus/rules.test.yml').matchAll(/alertname: (\w+)/g)].map(([, name]) => name),
    )
    const pages = alerts.filter(({ labels }) => labels.severity === 'page').map((rule) => rule.alert)
    expect(pages.filter((name) => !tested.has(name))).toEqual([])
  })
})

it('names only existing commands in runbooks', () => {
  const commands = readdirSync(path.join(here, '../../apps/admin/src/commands')).map((file) =>
    file.replace('.ts', ''),
  )
  const groups = new Set(commands.filter((name) => name.includes('-')).map((name) => name.split('-')[0]!))
  const named = [...runbooks.matchAll(/`(\w+) (\w+)[^`]*`/g)].filter(([, group]) => groups.has(group!))
  expect(named.length).toBeGreaterThan(3)
  for (const [, group, verb] of named) expect(commands).toContain(`${group}-${verb}`)
})

describe('a dashboard', () => {
  it.each(DASHBOARDS)('$id matches the file for Grafana', (dashboard) => {
    expect(read('grafana', `${dashboard.id}.json`)).toBe(printDashboard(dashboard))
  })

  it('has a query and a unique title in every panel', () => {
    for (const { panels } of DASHBOARDS) {
      expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
      expect(panels.filter(({ queries }) => queries.length === 0)).toEqual([])
    }
  })
})
