import { Link } from '@tanstack/react-router'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { useSession } from '../../layout/use-session.ts'
import type { Session } from '../../api/session.ts'
import { m } from '../../messages/index.ts'
import { Page } from '../../ui/page.tsx'

type Tab = { to: string; label: string; isShown?: (session: Session) => boolean }

const TABS: Tab[] = [
  { to: '/settings', label: m.security.profileTab },
  { to: '/settings/security', label: m.security.title },
  { to: '/settings/provider-keys', label: m.providerKeys.title },
  { to: '/settings/budget', label: m.budget.title },
  { to: '/settings/data', label: m.data.title },
]

const TAB =
  '-mb-px border-b-2 border-transparent px-1 py-2 whitespace-nowrap text-soft hover:text-text ' +
  'aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-accent'

/** A page of the settings, with tabs for the others. */
export const SettingsFrame = ({ children }: { children: ReactNode }) => {
  const session = useSession()
  const tabs = useRef<HTMLElement>(null)
  // A phone shows some of them: the current one must be among those.
  useLayoutEffect(() => {
    tabs.current
      ?.querySelector('[aria-current=page]')
      ?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
  }, [])
  return (
    <Page title={m.settings.title}>
      <nav
        ref={tabs}
        aria-label={m.security.tabs}
        className="mb-8 flex gap-5 overflow-x-auto overflow-y-hidden border-b border-line"
      >
        {TABS.filter(({ isShown = () => true }) => isShown(session)).map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} className={TAB}>
            {label}
          </Link>
        ))}
      </nav>
      <div className="flex max-w-2xl flex-col gap-10">{children}</div>
    </Page>
  )
}
