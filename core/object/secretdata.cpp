#include "core/object/secretdata.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::object {

bool hasStringData(const Manifest& manifest)
{
    return manifest.type().group.isEmpty() && manifest.type().kind == "Secret"_L1
        && manifest.json().contains(u"stringData");
}

Json withStringDataFolded(const Json& secret)
{
    const Json& texts = secret[u"stringData"];
    const Json& stored = secret[u"data"];
    const bool acceptable = (texts.isObject() || texts.isNull())
        && (stored.isObject() || stored.isNull())
        && std::all_of(texts.members().begin(), texts.members().end(), [](const auto& member) {
                                return member.second.isString() || member.second.isNull();
                            });
    if (!acceptable)
        return secret;
    Json folded = secret;
    folded.remove(u"stringData");
    if (texts.size() == 0)
        return folded;
    Json data = stored.isObject() ? stored : Json::emptyObject();
    for (const auto& [key, value] : texts.members())
        data.set(key, Json(QString::fromLatin1(value.toString().toUtf8().toBase64())));
    folded.set(u"data"_s, std::move(data));
    return folded;
}

} // namespace cauce::object
