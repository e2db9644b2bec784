import { Outlet } from '@tanstack/react-router'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'
import { useMinWidth } from '../ui/use-min-width.ts'
import { Drawer } from './drawer.tsx'
import { Logo } from './logo.tsx'
import { Side } from './side.tsx'

/** The frame of all pages for signed-in people. The menu beside the page is drawn only where there is room for it. */
export const Shell = ({ session }: { session: Session }) => (
  <div className="flex min-h-dvh">
    <a
      href="#content"
      className="sr-only rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
    >
      {m.skipToContent}
    </a>
    {useMinWidth('lg') && (
      <aside className="sticky top-0 flex h-dvh w-60 shrink-0 flex-col border-r border-line bg-page">
        <Side session={session} />
      </aside>
    )}
    <div className="flex min-w-0 flex-1 flex-col">
      <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b border-line bg-page px-4 lg:hidden">
        <Drawer session={session} />
        <Logo />
      </header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        <Outlet />
      </main>
    </div>
  </div>
)
