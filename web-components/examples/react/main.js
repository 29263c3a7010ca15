/** React 19 sets properties and listens to events of custom elements by itself; no wrapper is needed. */
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'postgres-paas/web-components/pg-database-list';
import 'postgres-paas/web-components/pg-database';

function Databases() {
  const [chosen, choose] = useState();
  if (chosen) return createElement('pg-database', { project: chosen.project, name: chosen.name, 'list-href': '#', 'onpg-close': leave });
  return createElement('pg-database-list', { 'onpg-open': open });

  function open(event) {
    event.preventDefault();
    choose(event.detail);
  }

  function leave(event) {
    event.preventDefault();
    choose(undefined);
  }
}

createRoot(document.getElementById('root')).render(createElement(Databases));
