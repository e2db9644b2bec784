import { Dialog } from '@base-ui/react/dialog'
import { Menu, X } from 'lucide-react'
import { useState } from 'react'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { Side } from './side.tsx'

/** The menu on narrow screens, initially open. `Drawer` is the button that loads it. */
export default function DrawerOpened({ session }: { session: Session }) {
  const [isOpen, setOpen] = useState(true)
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={buttonClass('quiet', 'icon')} aria-label={m.nav.openMenu}>
        <Menu size={20} aria-hidden />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed veil inset-0 z-40 bg-veil" />
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
  )
}
