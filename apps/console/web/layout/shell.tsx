import { Dialog } from '@base-ui/react/dialog'
import { Outlet } from '@tanstack/react-router'
import { Menu as MenuIcon, X } from 'lucide-react'
import { useState } from 'react'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'

/** The frame of every page for who is signed in. */
export const Shell = ({ session }: { session: Session }) => (
  <div className="flex min-h-dvh">
    <a
      href="#content"
      className="sr-only rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
    >
      {m.skipToContent}
    </a>
    <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-r border-line bg-page lg:flex">
      <Side session={session} />
    </aside>
    <div className="flex min-w-0 flex-1 flex-col">
      <TopBar session={session} />
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        <Outlet />
      </main>
    </div>
  </div>
)

const Side = ({ session, onNavigate }: { session: Session; onNavigate?: () => void }) => (
  <>
    <div className="px-5.5 pt-5 pb-3">
      <Logo />
    </div>
    <Navigation session={session} onNavigate={onNavigate} />
    <div className="border-t border-line p-3">
      <AccountMenu session={session} />
    </div>
  </>
)

/** Of narrow screens: the menu comes from the side. */
const TopBar = ({ session }: { session: Session }) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b border-line bg-page px-4 lg:hidden">
      <Dialog.Root open={isOpen} onOpenChange={setOpen}>
        <Dialog.Trigger className={buttonClass('quiet', 'icon')} aria-label={m.nav.openMenu}>
          <MenuIcon size={20} aria-hidden />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 z-40 bg-veil" />
          <Dialog.Popup className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r border-line bg-page">
            <Dialog.Title className="sr-only">{m.nav.label}</Dialog.Title>
            <Dialog.Close
              className={`${buttonClass('quiet', 'icon')} absolute top-3 right-2`}
              aria-label={m.nav.closeMenu}
            >
              <X size={18} aria-hidden />
            </Dialog.Close>
            <Side session={session} onNavigate={() => setOpen(false)} />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <Logo />
    </header>
  )
}
