import { aggregates } from "./queries/aggregates.ts";
import { baseTypes } from "./queries/base-types.ts";
import { casts } from "./queries/casts.ts";
import { collations } from "./queries/collations.ts";
import { columns } from "./queries/columns.ts";
import { compositeTypes } from "./queries/composite-types.ts";
import { constraints } from "./queries/constraints.ts";
import { conversions } from "./queries/conversions.ts";
import { databaseSettings } from "./queries/database-settings.ts";
import { defaultPrivileges } from "./queries/default-privileges.ts";
import { domainConstraints } from "./queries/domain-constraints.ts";
import { domains } from "./queries/domains.ts";
import { enums } from "./queries/enums.ts";
import { eventTriggers } from "./queries/event-triggers.ts";
import { extensions } from "./queries/extensions.ts";
import { foreignDataWrappers } from "./queries/foreign-data-wrappers.ts";
import { foreignServers } from "./queries/foreign-servers.ts";
import { functions } from "./queries/functions.ts";
import { indexes } from "./queries/indexes.ts";
import { languages } from "./queries/languages.ts";
import { operatorClasses } from "./queries/operator-classes.ts";
import { operatorFamilies } from "./queries/operator-families.ts";
import { operators } from "./queries/operators.ts";
import { policies } from "./queries/policies.ts";
import { publications } from "./queries/publications.ts";
import { rangeTypes } from "./queries/range-types.ts";
import { rules } from "./queries/rules.ts";
import { schemas } from "./queries/schemas.ts";
import { securityLabels } from "./queries/security-labels.ts";
import { sequences } from "./queries/sequences.ts";
import { statistics } from "./queries/statistics.ts";
import { subscriptions } from "./queries/subscriptions.ts";
import { tables } from "./queries/tables.ts";
import { textSearchConfigurations } from "./queries/text-search-configurations.ts";
import { textSearchDictionaries } from "./queries/text-search-dictionaries.ts";
import { transforms } from "./queries/transforms.ts";
import { triggers } from "./queries/triggers.ts";
import { views } from "./queries/views.ts";
import type { CatalogQuery } from "./query.ts";

/** Everything that is read of a catalogue, one file each. A new kind of object is one file and one line here. */
export const CATALOG_QUERIES: CatalogQuery[] = [
  schemas,
  extensions,
  tables,
  columns,
  constraints,
  indexes,
  views,
  functions,
  aggregates,
  triggers,
  eventTriggers,
  rules,
  enums,
  domains,
  domainConstraints,
  compositeTypes,
  rangeTypes,
  baseTypes,
  sequences,
  policies,
  defaultPrivileges,
  collations,
  operators,
  operatorClasses,
  operatorFamilies,
  casts,
  conversions,
  textSearchConfigurations,
  textSearchDictionaries,
  statistics,
  publications,
  subscriptions,
  foreignDataWrappers,
  foreignServers,
  languages,
  transforms,
  databaseSettings,
  securityLabels,
];
