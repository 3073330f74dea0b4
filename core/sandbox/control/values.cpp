#include "core/sandbox/control/values.h"

#include "core/object/jsoncodec.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

const Json kNothing;
constexpr char kSafeAlphabet[] = "bcdfghjklmnpqrstvwxz2456789";

} // namespace

QString stamp(const QDateTime& at)
{
    return at.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u'Z';
}

QString microStamp(const QDateTime& at)
{
    return at.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u"000Z"_s;
}

QDateTime parseStamp(const QString& text)
{
    return QDateTime::fromString(text, Qt::ISODateWithMs).toUTC();
}

qint64 integer(const Json& value, qint64 fallback)
{
    return value.toInteger().value_or(fallback);
}

Json number(qint64 value)
{
    return Json(value);
}

void setUnlessZero(Json& object, const QString& key, qint64 value)
{
    if (value != 0)
        object.set(key, Json(value));
}

Labels textMap(const Json& map)
{
    Labels labels;
    labels.reserve(size_t(map.size()));
    for (const auto& [key, value] : map.members())
        labels.emplace_back(key, value.toString());
    return labels;
}

qint64 scaledValue(const Json& intOrPercent, qint64 total, bool roundUp, qint64 fallback)
{
    if (const auto whole = intOrPercent.toInteger())
        return *whole;
    const QString text = intOrPercent.toString();
    if (!text.endsWith(u'%'))
        return fallback;
    bool ok = false;
    const int percent = text.chopped(1).toInt(&ok);
    if (!ok)
        return fallback;
    const qint64 hundredths = percent * total;
    return roundUp ? qint64(std::ceil(double(hundredths) / 100)) : hundredths / 100;
}

Selector::Selector(const Json& labelSelector)
    : Selector(ofMap(labelSelector[u"matchLabels"]))
{
    for (const Json& expression : labelSelector[u"matchExpressions"].items()) {
        Rule rule;
        rule.key = expression[u"key"].toString();
        const QString op = expression[u"operator"].toString();
        rule.op = op == "In"_L1       ? Operator::In
            : op == "NotIn"_L1        ? Operator::NotIn
            : op == "Exists"_L1       ? Operator::Exists
            : op == "DoesNotExist"_L1 ? Operator::DoesNotExist
                                      : Operator::Never;
        for (const Json& value : expression[u"values"].items())
            rule.values.push_back(value.toString());
        m_rules.push_back(std::move(rule));
    }
}

Selector Selector::ofMap(const Json& map)
{
    Selector selector;
    for (const auto& [key, value] : map.members())
        selector.m_rules.push_back({key, Operator::In, {value.toString()}});
    return selector;
}

bool Selector::fits(const Labels& labels) const
{
    return !m_rules.empty() && std::ranges::all_of(m_rules, [&labels](const Rule& rule) {
        const auto label = std::ranges::find(labels, rule.key, &Labels::value_type::first);
        const bool isThere = label != labels.end();
        const bool isListed
            = isThere && std::ranges::find(rule.values, label->second) != rule.values.end();
        switch (rule.op) {
        case Operator::In:
            return isListed;
        case Operator::NotIn:
            return !isListed;
        case Operator::Exists:
            return isThere;
        case Operator::DoesNotExist:
            return !isThere;
        case Operator::Never:
            break;
        }
        return false;
    });
}

std::optional<std::pair<QString, QString>> Selector::firstPair() const
{
    for (const Rule& rule : m_rules) {
        if (rule.op == Operator::In && rule.values.size() == 1)
            return std::pair(rule.key, rule.values.front());
    }
    return std::nullopt;
}

QString labelOf(const Labels& labels, QStringView key)
{
    const auto found = std::ranges::find(labels, key, &Labels::value_type::first);
    return found == labels.end() ? QString() : found->second;
}

Json controllerReference(const Json& owner)
{
    const Json& metadata = owner[u"metadata"];
    Json reference = Json::emptyObject();
    reference.set(u"apiVersion"_s, owner[u"apiVersion"]);
    reference.set(u"kind"_s, owner[u"kind"]);
    reference.set(u"name"_s, metadata[u"name"]);
    reference.set(u"uid"_s, metadata[u"uid"]);
    reference.set(u"controller"_s, Json(true));
    reference.set(u"blockOwnerDeletion"_s, Json(true));
    return reference;
}

const Json& controllerOf(const Json& object)
{
    for (const Json& owner : object.path({u"metadata", u"ownerReferences"}).items()) {
        if (owner[u"controller"].toBool())
            return owner;
    }
    return kNothing;
}

QString templateHash(const Json& podTemplate, qint64 collisions)
{
    quint64 hash = 0xcbf29ce484222325u; // FNV-1a
    QByteArray text = object::toCanonicalJson(podTemplate);
    if (collisions > 0)
        text += QByteArray::number(collisions);
    for (const char c : text)
        hash = (hash ^ quint8(c)) * 0x100000001b3u;
    return safeSuffix(hash, 10);
}

QString safeSuffix(quint64 bits, int length)
{
    constexpr quint64 base = sizeof kSafeAlphabet - 1;
    QString suffix;
    for (int i = 0; i < length; ++i, bits /= base)
        suffix += QLatin1Char(kSafeAlphabet[bits % base]);
    return suffix;
}

const Json& condition(const Json& status, QStringView type)
{
    for (const Json& each : status[u"conditions"].items()) {
        if (each[u"type"].toString() == type)
            return each;
    }
    return kNothing;
}

bool isTrue(const Json& status, QStringView type)
{
    return condition(status, type)[u"status"].toString() == "True"_L1;
}

} // namespace cauce::sandbox::control
