#include "core/git/poller.h"

#include "core/git/source.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

Result<QMap<QString, QString>> listRemote(const Remote& remote, const QStringList& names,
                                          const CancelToken& cancel)
{
    Q_UNUSED(names) // only protocol 2 can ask for less than everything
    const Library library;
    const auto source = makeSource(remote, cancel);
    auto listing = source->list();
    if (!listing)
        return fail(listing.error().kind,
                    u"%1: %2"_s.arg(remote.url.toString(), listing.error().message));
    return std::move(listing->references);
}

} // namespace cauce::git
