#include "core/git/refchoice.h"

#include "core/base/text.h"
#include "core/git/semver.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr int kNamesInMessage = 8;

bool isHexadecimal(const QString& text, int least, int most)
{
    static const QRegularExpression digits(u"\\A[0-9A-Fa-f]+\\z"_s);
    return text.size() >= least && text.size() <= most && digits.match(text).hasMatch();
}

//! The tag with the highest version in \p range; empty when there is none.
QString bestTag(const Listing& listing, const VersionRange& range)
{
    const QString prefix = u"refs/tags/"_s;
    QString best;
    std::optional<Version> bestVersion;
    for (auto it = listing.references.lowerBound(prefix);
         it != listing.references.cend() && it.key().startsWith(prefix); ++it) {
        const auto version = Version::parse(QStringView(it.key()).mid(prefix.size()));
        if (!version || !range.contains(*version))
            continue;
        if (!bestVersion || version->compare(*bestVersion) > 0) {
            best = it.key();
            bestVersion = version;
        }
    }
    return best;
}

QString branchesOf(const Listing& listing)
{
    const QString prefix = u"refs/heads/"_s;
    QStringList names;
    int more = 0;
    for (auto it = listing.references.lowerBound(prefix);
         it != listing.references.cend() && it.key().startsWith(prefix); ++it) {
        if (names.size() < kNamesInMessage)
            names.append(text::singleLine(it.key().mid(prefix.size()), 80));
        else
            ++more;
    }
    if (names.isEmpty())
        return u"there is no branch"_s;
    return u"branches there: "_s + names.join(u", "_s)
        + (more > 0 ? u" and %1 more"_s.arg(more) : QString());
}

Result<Choice> headOf(const Listing& listing)
{
    if (listing.references.contains(u"HEAD"_s))
        return Choice {u"HEAD"_s, listing.references.value(u"HEAD"_s)};
    if (listing.references.isEmpty())
        return fail(ErrorKind::NotFound, u"the repository has no commits yet"_s);
    return fail(
        ErrorKind::NotFound,
        u"the repository's HEAD points to a branch that is not there; name a branch (%1)"_s.arg(
            branchesOf(listing)));
}

} // namespace

bool isVersionRange(const QString& name)
{
    return !isHexadecimal(name, 40, 40) && !Version::parse(name) && VersionRange::parse(name);
}

Result<Choice> choose(const Listing& listing, const QString& name)
{
    if (name.size() > 250 || text::singleLine(name) != name)
        return fail(ErrorKind::Invalid,
                    u"\"%1\" cannot be the name of a revision"_s.arg(text::singleLine(name, 80)));
    if (isHexadecimal(name, 40, 40))
        return Choice {{}, name.toLower()};
    if (name.isEmpty() || name == "HEAD"_L1)
        return headOf(listing);

    if (!Version::parse(name)) {
        if (const auto range = VersionRange::parse(name)) {
            const QString tag = bestTag(listing, *range);
            if (!tag.isEmpty())
                return Choice {tag, listing.references.value(tag)};
        }
    }
    for (const auto& prefix : {u""_s, u"refs/heads/"_s, u"refs/remotes/"_s, u"refs/tags/"_s}) {
        const QString full = prefix + name;
        if (!full.startsWith("refs/"_L1) || full.endsWith("^{}"_L1))
            continue;
        const auto found = listing.references.constFind(full);
        if (found != listing.references.cend())
            return Choice {full, *found};
    }
    if (isHexadecimal(name, 7, 39))
        return Choice {{}, name.toLower()};
    if (listing.references.isEmpty())
        return fail(ErrorKind::NotFound, u"the repository has no commits yet"_s);
    const QString what = isVersionRange(name) ? u"no tag or branch matches \"%1\""_s
                                              : u"there is no branch or tag \"%1\""_s;
    return fail(ErrorKind::NotFound, what.arg(name) + "; "_L1 + branchesOf(listing));
}

} // namespace cauce::git
