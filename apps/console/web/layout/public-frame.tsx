import { Link, Outlet } from '@tanstack/react-router'
import { m } from '../messages/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { Logo } from './logo.tsx'

/** The frame of public pages for visitors. */
export const PublicFrame = () => (
  <div className="flex min-h-dvh flex-col">
    <header className="sticky top-0 z-30 flex h-14 items-center gap-4 border-b border-line bg-page px-4 sm:px-8">
      <Link to="/" aria-label={m.product}>
        <Logo />
      </Link>
      <nav aria-label={m.nav.label} className="flex flex-1 items-center justify-end gap-1 sm:gap-2">
        <Link to="/models" className={`${buttonClass('quiet', 'sm')} max-sm:hidden`}>
          {m.nav.models}
        </Link>
        <a href="/docs" className={buttonClass('quiet', 'sm')}>
          {m.nav.docs}
        </a>
        <Link to="/sign-in" className={buttonClass('primary', 'sm')}>
          {m.nav.signIn}
        </Link>
      </nav>
    </header>
    <main id="content" className="flex flex-1 flex-col">
      <Outlet />
    </main>
  </div>
)
