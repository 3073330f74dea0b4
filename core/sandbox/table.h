#pragma once

#include "core/object/json.h"
#include "core/sandbox/kinds.h"

#include <QDateTime>

#include <chrono>
#include <functional>
#include <vector>

namespace cauce::sandbox {

//! One column of a kind's Table, as `kubectl get` prints it. A value.
struct Column
{
    using Cell = std::function<object::Json(const object::Json& object, const QDateTime& now)>;

    QString name;
    QString type; //!< OpenAPI's: string, integer, number, boolean, date
    Cell cell;
    int priority = 0; //!< above 0: only with -o wide
    QString format = {};
};

//! The columns that a server has for \p kind: its own, those of a CRD, or name and age.
std::vector<Column> columnsOf(const ServedKind& kind);
//! The columns of a built-in kind; empty when the server has none of its own for it.
std::vector<Column> builtInColumns(const object::GroupKind& kind);

//! What of an object goes into a Table's row (`includeObject`).
enum class RowObject { None, Metadata, Whole };

//! \brief Makes Tables (meta.k8s.io/v1) of objects. One thread; \p kind must outlive it.
class TablePrinter
{
public:
    TablePrinter(const ServedKind& kind, RowObject rowObject);

    //! \param objects at the kind's version
    //! \param isFirst false leaves the column definitions out, as a watch does after its first
    object::Json table(const std::vector<object::Json>& objects, object::Json metadata,
                       const QDateTime& now, bool isFirst = true) const;

private:
    object::Json row(const object::Json& object, const QDateTime& now) const;

    std::vector<Column> m_columns;
    RowObject m_rowObject;
    bool m_isPlain; // a built-in kind without columns of its own
};

//! \brief "5m30s": how a server writes an age. \param time RFC 3339; "<unknown>" when empty
QString ageText(const QString& time, const QDateTime& now);
QString durationText(std::chrono::seconds duration);

//! \brief The values that a JSONPath of a printer column finds, in order.
//!
//! Fields, ['fields'], [index], [*] and [?(@.field=="text")]; anything else finds nothing.
std::vector<object::Json> jsonPathValues(const object::Json& object, const QString& path);

} // namespace cauce::sandbox
