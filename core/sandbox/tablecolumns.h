#pragma once

#include "core/sandbox/table.h"

#include <initializer_list>

// Private to the tables of built-in kinds: the pieces that their columns are made of.
namespace cauce::sandbox::columns {

using Columns = std::vector<Column>;
using Path = std::initializer_list<QStringView>;

object::Json text(const QString& value);
Column age(); //!< of metadata.creationTimestamp
//! A string column, \p fallback where there is none.
Column field(const QString& name, const std::vector<QString>& path, const QString& fallback = {},
             int priority = 0);
//! A number column, 0 where there is none.
Column number(const QString& name, const std::vector<QString>& path,
              const QString& type = QStringLiteral("integer"), qint64 fallback = 0);
Column computed(const QString& name, QString (*cell)(const object::Json&), int priority = 0);

const object::Json& walk(const object::Json& object, const std::vector<QString>& path);
qint64 integer(const object::Json& object, const std::vector<QString>& path, qint64 fallback = 0);
//! "a=b,c in (d,e)", as a LabelSelector is written; "<none>" when empty.
QString selectorText(const object::Json& selector);
QString labelsText(const object::Json& labels); //!< "a=b,c=d"; "<none>" when empty
QString joined(const QStringList& values); //!< with commas; empty when none
QString noneIfEmpty(const QString& value);
Columns containers(const std::vector<QString>& podSpec); //!< Containers and Images, wide

Columns ofPod();
Columns ofEvent();
Columns ofNode();
Columns ofService();
Columns ofIngress();
Columns ofClaim();
Columns ofVolume();
Columns ofEndpointSlice();

} // namespace cauce::sandbox::columns
