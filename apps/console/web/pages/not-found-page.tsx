import { Link } from '@tanstack/react-router'
import { m } from '../messages/index.ts'
import { CardFrame } from '../layout/card-frame.tsx'
import { buttonClass } from '../ui/button.tsx'

/** Where an address leads nowhere: says so, and leads on. */
export const NotFoundPage = () => (
  <CardFrame title={m.common.notFound} text={m.common.notFoundText}>
    <Link to="/playground" className={buttonClass('primary')}>
      {m.common.goHome}
    </Link>
  </CardFrame>
)
