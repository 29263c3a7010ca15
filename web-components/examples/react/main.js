/** React 19 sets properties and listens to events of custom elements by itself; no wrapper is needed. */
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'postgres-paas-elements/pg-create-database';
import 'postgres-paas-elements/pg-database';
import 'postgres-paas-elements/pg-database-list';

function Databases() {
  const [view, show] = useState({ name: 'list' });
  const toList = (event) => {
    event.preventDefault();
    show({ name: 'list' });
  };
  const toDatabase = (event) => {
    event.preventDefault();
    show({ name: 'database', ref: event.detail.database ?? event.detail });
  };
  if (view.name === 'new') return createElement('pg-create-database', { 'onpg-created': toDatabase, 'onpg-close': toList });
  if (view.name === 'database')
    return createElement('pg-database', { project: view.ref.project, name: view.ref.name, 'list-href': '#', 'onpg-close': toList });
  return createElement('pg-database-list', { 'onpg-open': toDatabase, 'onpg-new': () => show({ name: 'new' }) });
}

createRoot(document.getElementById('root')).render(createElement(Databases));
