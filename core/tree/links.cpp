#include "core/tree/links.h"

#include "core/object/annotations.h"

#include <QMap>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

bool isWebAddress(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty()
        && (url.scheme() == "http"_L1 || url.scheme() == "https"_L1);
}

} // namespace

QList<ExternalLink> externalLinks(const object::Manifest& object)
{
    QMap<QString, ExternalLink> links;
    for (const auto& [name, value] : object.json().path({u"metadata", u"annotations"}).members()) {
        if (!name.startsWith(object::annotation::linkPrefix))
            continue;
        const QString text = value.toString();
        const auto bar = text.indexOf(u'|');
        const QString url = text.mid(bar + 1);
        if (isWebAddress(url))
            links.insert(name, {bar > 0 ? text.left(bar) : url, url});
    }
    return links.values();
}

} // namespace cauce::tree
