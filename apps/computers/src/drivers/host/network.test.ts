import { describe, expect, it } from 'vitest'
import { egressRules } from './network.ts'

const rulesOf = (network: 'internet' | 'allowlist' | 'none', hosts: string[] = []): string[] =>
  egressRules({ network }, [{ name: 'example.com', address: '93.184.216.34' }], hosts)
    .split('\n')
    .map((line) => line.trim())

/** The first rule that decides on packets to an address. */
const firstAbout = (rules: string[], words: string): number => rules.findIndex((rule) => rule.includes(words))

describe('the rules of a desktop’s network', () => {
  it.each(['internet', 'allowlist', 'none'] as const)('deny first and drop last: %s', (network) => {
    const rules = rulesOf(network)
    expect(rules).toContain('type filter hook output priority 0; policy drop;')
    const denied = firstAbout(rules, '169.254.0.0/16')
    expect(denied).toBeGreaterThan(0)
    const accepting = rules.flatMap((rule, index) =>
      rule.endsWith(' accept') && !/oifname|dport 53/.test(rule) ? [index] : [],
    )
    expect(accepting.filter((index) => index < denied)).toEqual([])
    expect(rules.findLast((rule) => rule !== '' && rule !== '}')).toBe('drop')
  })

  it('contain the host’s own public addresses once, and no range twice, which nft refuses', () => {
    const rules = rulesOf('internet', ['10.1.2.3', '8.8.4.4', '8.8.4.4', '172.31.0.9', '203.0.113.7'])
    const denied = rules.find((rule) => rule.includes('169.254.0.0/16'))!
    expect(denied.match(/8\.8\.4\.4/g)).toHaveLength(1)
    expect(denied).toContain('203.0.113.7')
    expect(denied).not.toContain('10.1.2.3')
    expect(denied).not.toContain('172.31.0.9')
  })

  it('allow the resolver for the internet only, and allowed addresses for a list only', () => {
    expect(rulesOf('internet').some((rule) => rule.includes('dport 53'))).toBe(true)
    expect(rulesOf('allowlist').some((rule) => rule.includes('dport 53'))).toBe(false)
    expect(rulesOf('allowlist')).toContain('ip daddr 93.184.216.34 accept')
    expect(rulesOf('internet')).not.toContain('ip daddr 93.184.216.34 accept')
  })
})
