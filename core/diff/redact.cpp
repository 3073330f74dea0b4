#include "core/diff/redact.h"

#include "core/object/annotations.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

const QString& plainMask()
{
    static const QString mask = u"●●●●●●"_s;
    return mask;
}

//! Whether the object itself says that it is a Secret. The group does not matter: better one mask
//! too many.
bool holdsSecrets(const Json& object)
{
    return object.isObject() && object[u"kind"].toString() == "Secret"_L1;
}

// Annotations in which tools keep a copy of the whole object.
bool isCopyOfObject(const QString& annotation)
{
    return annotation == object::annotation::lastApplied || annotation == "kapp.k14s.io/original"_L1
        || annotation == "helm.sh/release.v1"_L1
        || annotation == "objectset.rio.cattle.io/applied"_L1
        || annotation == "banzaicloud.com/last-applied"_L1;
}

//! Masks the values of one document; \p other is what the same place holds on the other side.
class Mask
{
public:
    explicit Mask(QString changed)
        : m_changed(std::move(changed))
    { }

    Json object(const Json& value, const Json* other) const
    {
        if (value.isArray())
            return items(value, other);
        if (!value.isObject())
            return value;
        return holdsSecrets(value) ? secret(value, other) : members(value, other);
    }

private:
    Json members(const Json& value, const Json* other) const
    {
        Json out = value;
        for (const auto& [key, member] : value.members()) {
            if (member.isObject() || member.isArray())
                out.set(key, object(member, other ? other->find(key) : nullptr));
        }
        return out;
    }

    Json items(const Json& value, const Json* other) const
    {
        Json out = value;
        for (qsizetype i = 0; i < value.size(); ++i) {
            const bool hasOther = other && i < other->size();
            out.replace(i, object(value.at(i), hasOther ? &other->at(i) : nullptr));
        }
        return out;
    }

    Json secret(const Json& value, const Json* other) const
    {
        Json out = value;
        for (const QString& field : {u"data"_s, u"stringData"_s}) {
            if (value.contains(field))
                out.set(field, values(value[field], other ? other->find(field) : nullptr));
        }
        Json metadata = value[u"metadata"];
        metadata.remove(u"managedFields");
        const Json annotations = metadata[u"annotations"];
        const Json* otherAnnotations
            = other ? &other->path({u"metadata", u"annotations"}) : nullptr;
        for (const auto& [name, text] : annotations.members()) {
            if (!isCopyOfObject(name))
                continue;
            const Json* same = otherAnnotations ? otherAnnotations->find(name) : nullptr;
            metadata.setPath({u"annotations", name}, leaf(text, same));
        }
        if (value.contains(u"metadata"))
            out.set(u"metadata"_s, std::move(metadata));
        return out;
    }

    //! The keys of the map stay; a map of odd shape is masked as a whole.
    Json values(const Json& map, const Json* other) const
    {
        if (!map.isObject())
            return leaf(map, other);
        Json out = map;
        for (const auto& [key, value] : map.members())
            out.set(key, leaf(value, other ? other->find(key) : nullptr));
        return out;
    }

    Json leaf(const Json& value, const Json* other) const
    {
        if (value.isNull())
            return value;
        return Json(other && !(*other == value) ? m_changed : plainMask());
    }

    QString m_changed;
};

void collectTexts(const Json& value, QSet<QString>& texts)
{
    if (value.isObject()) {
        for (const auto& member : value.members())
            collectTexts(member.second, texts);
    } else if (value.isArray()) {
        for (const Json& item : value.items())
            collectTexts(item, texts);
    } else if (value.isNumber()) {
        texts.insert(QString::fromLatin1(value.numberText()));
    } else if (value.isString()) {
        texts.insert(value.toString());
        const auto decoded = QByteArray::fromBase64Encoding(
            value.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (decoded)
            texts.insert(QString::fromUtf8(decoded.decoded));
    }
}

} // namespace

Json masked(const Json& object)
{
    return Mask(plainMask()).object(object, nullptr);
}

std::pair<Json, Json> maskedPair(const Json& live, const Json& desired)
{
    return {Mask(plainMask() + u" (before)"_s).object(live, &desired),
            Mask(plainMask() + u" (after)"_s).object(desired, &live)};
}

QString scrubbed(const QString& text, const Json& secret)
{
    if (!holdsSecrets(secret))
        return text;
    QSet<QString> values;
    collectTexts(secret[u"data"], values);
    collectTexts(secret[u"stringData"], values);
    QStringList parts;
    for (const QString& value : std::as_const(values)) {
        parts += value;
        parts += value.split(u'\n');
    }
    // The longest first: a value may contain another.
    std::sort(parts.begin(), parts.end(),
              [](const QString& a, const QString& b) { return a.size() > b.size(); });
    QString out = text;
    for (const QString& part : std::as_const(parts)) {
        if (part.size() >= 4)
            out.replace(part, plainMask());
        else if (!part.isEmpty())
            out.replace(u'"' + part + u'"', u'"' + plainMask() + u'"');
    }
    return out;
}

} // namespace cauce::diff
