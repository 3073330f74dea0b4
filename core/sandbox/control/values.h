#pragma once

#include "core/object/json.h"

#include <QDateTime>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

//! \brief What every simulated controller needs of a Kubernetes object. Pure functions, any thread.
namespace cauce::sandbox::control {

using object::Json;
using Labels = std::vector<std::pair<QString, QString>>;

//! "2026-01-02T03:04:05Z": metav1.Time, whole seconds.
QString stamp(const QDateTime& at);
//! "2026-01-02T03:04:05.678000Z": metav1.MicroTime.
QString microStamp(const QDateTime& at);
//! Either of the two; an invalid time when \p text is none.
QDateTime parseStamp(const QString& text);

//! The integer at a place, or \p fallback.
qint64 integer(const Json& value, qint64 fallback = 0);
//! An integer as JSON.
Json number(qint64 value);
//! Sets \p key unless \p value is zero, as `omitempty` does.
void setUnlessZero(Json& object, const QString& key, qint64 value);
//! A map of strings (labels, annotations) in its order.
Labels textMap(const Json& map);

//! \brief An integer or a percentage of \p total ("25%"), as intstr.GetScaledValueFromIntOrPercent.
//! \param roundUp a fraction counts as a whole; \return \p fallback when it is neither
qint64 scaledValue(const Json& intOrPercent, qint64 total, bool roundUp, qint64 fallback = 0);

//! \brief A LabelSelector (matchLabels and matchExpressions). An empty one fits nothing here, as
//! the controllers treat it.
class Selector
{
public:
    Selector() = default;
    explicit Selector(const Json& labelSelector);
    //! Of a plain map, as a Service has it.
    static Selector ofMap(const Json& map);

    bool isEmpty() const { return m_rules.empty(); }
    bool fits(const Labels& labels) const;
    //! A key and value that everything it fits must have, for an index; nothing when there is none.
    std::optional<std::pair<QString, QString>> firstPair() const;

private:
    enum class Operator { In, NotIn, Exists, DoesNotExist, Never };
    struct Rule
    {
        QString key;
        Operator op = Operator::In;
        std::vector<QString> values;
    };
    std::vector<Rule> m_rules;
};

//! The value of a label; empty when absent.
QString labelOf(const Labels& labels, QStringView key);

//! An ownerReference that says "controller", to an object with apiVersion, kind and metadata.
Json controllerReference(const Json& owner);
//! The ownerReference that says "controller", or null.
const Json& controllerOf(const Json& object);

//! \brief Ten characters that name a template's content, as `pod-template-hash` does.
//!
//! The real hash is over Go's own print of the type and cannot be had here; this one has the same
//! alphabet and the same property: equal templates, equal hash.
QString templateHash(const Json& podTemplate, qint64 collisions);
//! \p bits in the alphabet of generated names (no vowels, nothing that looks like another).
QString safeSuffix(quint64 bits, int length);

//! A list's condition of \p type; null when absent.
const Json& condition(const Json& status, QStringView type);
//! Whether the condition is there and "True".
bool isTrue(const Json& status, QStringView type);

} // namespace cauce::sandbox::control
