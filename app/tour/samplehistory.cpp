#include "app/tour/samplehistory.h"

#include <QDirIterator>
#include <QFile>

using namespace Qt::StringLiterals;

namespace cauce::tour {

namespace {

constexpr int kHour = 60;
constexpr int kDay = 24 * kHour;

QMap<QString, QByteArray> compiledIn()
{
    const QString root = u":/sample/"_s;
    QMap<QString, QByteArray> files;
    QDirIterator it(root, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(it.filePath().mid(root.size()), file.readAll());
    }
    return files;
}

// The Applications whose folders are there already.
QByteArray rootFile(const QByteArray& whole, const QMap<QString, QByteArray>& files)
{
    QByteArray kept;
    qsizetype from = 0;
    while (from < whole.size()) {
        const qsizetype mark = whole.indexOf("\n---\n", from);
        const qsizetype end = mark < 0 ? whole.size() : mark + 1;
        const QByteArray document = whole.mid(from, end - from);
        const qsizetype at = document.indexOf("    path: ");
        const qsizetype nameAt = at + qsizetype(sizeof("    path: ") - 1);
        const QString folder = QString::fromUtf8(
            document.mid(nameAt, document.indexOf('\n', nameAt) - nameAt) + '/');
        const auto first = files.lowerBound(folder);
        if (first != files.cend() && first.key().startsWith(folder)) {
            if (!kept.isEmpty())
                kept += "---\n";
            kept += document;
        }
        from = mark < 0 ? whole.size() : mark + 5;
    }
    return kept;
}

bool isBelow(const QString& file, const QString& place)
{
    return file == place || file.startsWith(place + u'/');
}

QByteArray data(const QByteArray& bytes)
{
    return "data " + QByteArray::number(bytes.size()) + '\n' + bytes + '\n';
}

} // namespace

const QList<SampleCommit>& sampleHistory()
{
    const QString ana = u"Ana Prieto"_s;
    const QString ben = u"Ben Okafor"_s;
    const QString chen = u"Chen Li"_s;
    static const QList<SampleCommit> commits {
        {chen,
         u"chen@example.com"_s,
         9 * kDay + 2 * kHour,
         u"chore: begin with the orders database"_s,
         {u"README.md"_s, u"clusters"_s, u"apps/orders-db"_s}},
        {ana,
         u"ana@example.com"_s,
         7 * kDay + kHour,
         u"feat(catalog): add the catalog"_s,
         {u"apps/catalog"_s}},
        {ana,
         u"ana@example.com"_s,
         6 * kDay + 22 * kHour,
         u"feat(storefront): add the storefront"_s,
         {u"apps/storefront"_s}},
        {chen,
         u"chen@example.com"_s,
         6 * kDay + 3 * kHour,
         u"feat(nightly-report): send a report every night"_s,
         {u"apps/nightly-report"_s}},
        {ben,
         u"ben@example.com"_s,
         5 * kDay + 4 * kHour,
         u"feat(checkout): add the checkout"_s,
         {u"apps/checkout"_s}},
        {ana,
         u"ana@example.com"_s,
         3 * kDay + 6 * kHour,
         u"feat(example-app): add a web server to try things with"_s,
         {u"apps/example-app"_s}},
        {ana,
         u"ana@example.com"_s,
         2 * kDay + kHour,
         u"perf(catalog): five replicas for the sale"_s,
         {},
         {{u"apps/catalog/deployment.yaml"_s, "  replicas: 3\n", "  replicas: 5\n"}}},
        {ben,
         u"ben@example.com"_s,
         21 * kHour,
         u"fix(checkout): retry payments once"_s,
         {},
         {{u"apps/checkout/deployment.yaml"_s, "shop/checkout:4.1.7\n",
           "shop/checkout:4.2.0-broken\n"},
          {u"apps/checkout/deployment.yaml"_s, "apiVersion: apps/v1\n",
           "# The tag has a typing error: no such image was ever pushed, so its Pods wait for it.\n"
           "apiVersion: apps/v1\n"}}},
        {ana,
         u"ana@example.com"_s,
         3 * kHour + 12,
         u"feat(storefront): free shipping from 40"_s,
         {},
         {{u"apps/storefront/config.yaml"_s, "FREE_SHIPPING_FROM: \"60\"\n",
           "FREE_SHIPPING_FROM: \"40\"\n"},
          {u"apps/storefront/deployment.yaml"_s, "shop/storefront:3.7.2\n",
           "shop/storefront:3.8.0\n"}}},
        {ben, u"ben@example.com"_s, 52, u"feat(search): add the search"_s, {u"apps/search"_s}},
        {chen,
         u"chen@example.com"_s,
         26,
         u"feat(backups): plan backups of the orders"_s,
         {u"apps/backups"_s}},
    };
    return commits;
}

const QList<SampleDeployment>& sampleDeployments()
{
    static const QList<SampleDeployment> deployments {
        {u"orders-db"_s, 0, 9 * kDay + kHour, u"chen"_s},
        {u"catalog"_s, 1, 7 * kDay + kHour - 4, u"ana"_s},
        {u"storefront"_s, 2, 6 * kDay + 22 * kHour - 5, u"ana"_s},
        {u"nightly-report"_s, 3, 6 * kDay + 3 * kHour - 3, u"chen"_s},
        {u"checkout"_s, 4, 5 * kDay + 4 * kHour - 6, u"ben"_s},
        {u"example-app"_s, 5, 3 * kDay + 6 * kHour - 2, u"ana"_s},
        {u"catalog"_s, 6, 2 * kDay + kHour - 3, u"ana"_s},
        {u"checkout"_s, 7, 21 * kHour - 5, u"ben"_s},
        {u"search"_s, 9, 50, u"ben"_s},
    };
    return deployments;
}

QMap<QString, QByteArray> sampleFiles(qsizetype commit)
{
    const QList<SampleCommit>& commits = sampleHistory();
    QMap<QString, QByteArray> files = compiledIn();
    const QString root = u"clusters/k3s/root-app.yaml"_s;
    for (qsizetype later = commits.size() - 1; later > commit; --later) {
        // A file may have been changed twice by one commit: undone from its last change on.
        const QList<SampleChange>& changes = commits.at(later).changes;
        for (auto change = changes.crbegin(); change != changes.crend(); ++change)
            files[change->file].replace(change->after, change->before);
        for (const QString& place : commits.at(later).adds)
            files.removeIf([&place](const auto& file) { return isBelow(file.key(), place); });
    }
    files[root] = rootFile(files.value(root), files);
    return files;
}

QByteArray sampleStream(const QDateTime& now)
{
    QByteArray stream;
    const QList<SampleCommit>& commits = sampleHistory();
    for (qsizetype i = 0; i < commits.size(); ++i) {
        const SampleCommit& commit = commits.at(i);
        const QByteArray who = commit.author.toUtf8() + " <" + commit.email.toUtf8() + "> "
            + QByteArray::number(now.addSecs(-60 * commit.minutesAgo).toSecsSinceEpoch())
            + " +0000\n";
        stream += "commit refs/heads/main\nauthor " + who + "committer " + who
            + data(commit.message.toUtf8() + '\n') + "deleteall\n";
        const QMap<QString, QByteArray> files = sampleFiles(i);
        for (auto file = files.cbegin(); file != files.cend(); ++file)
            stream += "M 100644 inline " + file.key().toUtf8() + '\n' + data(file.value());
    }
    return stream + "done\n";
}

} // namespace cauce::tour
