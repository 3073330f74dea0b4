#include "ui/theme/translation.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace cauce;
using namespace Qt::StringLiterals;

namespace {

struct Message
{
    QString source;
    QStringList forms; //!< one, or one a plural form
    bool unfinished = false;
    bool plural = false;
};

QList<Message> read(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Message> all;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "message"_L1) {
            all.append(Message());
            all.last().plural = xml.attributes().value("numerus"_L1) == "yes"_L1;
        } else if (xml.name() == "source"_L1) {
            all.last().source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            const bool unfinished = xml.attributes().value("type"_L1) == "unfinished"_L1;
            all.last().unfinished = unfinished;
            if (!all.last().plural)
                all.last().forms << xml.readElementText();
        } else if (xml.name() == "numerusform"_L1) {
            all.last().forms << xml.readElementText();
        }
    }
    return all;
}

QString placeholders(const QString& text)
{
    QString found;
    for (const QString& mark : {u"%n"_s, u"%1"_s, u"%2"_s, u"%3"_s, u"%4"_s})
        found += text.contains(mark) ? mark : QString();
    return found;
}

QString tsFile(const QString& language)
{
    return QStringLiteral(CAUCE_SOURCE_DIR "/resources/translations/cauce_") + language + u".ts"_s;
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT

private slots:
    void everyTextIsTranslated_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English plurals") << u"en"_s;
        QTest::newRow("Spanish") << u"es"_s;
    }

    void everyTextIsTranslated()
    {
        QFETCH(QString, language);
        const QList<Message> all = read(tsFile(language));
        QVERIFY(all.size() > (language == "es"_L1 ? 200 : 30));
        for (const Message& m : all) {
            QVERIFY2(!m.unfinished && !m.forms.isEmpty(), qPrintable(m.source));
            QCOMPARE(m.forms.size(), m.plural ? 2 : 1);
            for (const QString& form : m.forms) {
                QVERIFY2(!form.isEmpty(), qPrintable(m.source));
                // "one" may be written out in a singular form, but %1 may not get lost.
                QCOMPARE(placeholders(form).remove(u"%n"_s),
                         placeholders(m.source).remove(u"%n"_s));
            }
            QCOMPARE(placeholders(m.forms.last()), placeholders(m.source));
        }
    }

    void theFilesHoldEveryTextOfTheSources()
    {
        const QString lupdate = QStandardPaths::findExecutable(
            u"lupdate"_s, {u"/usr/lib/qt6/bin"_s, u"/usr/lib64/qt6/bin"_s});
        if (lupdate.isEmpty())
            QSKIP("lupdate is not installed");
        QTemporaryDir folder;
        const QString fresh = folder.filePath(u"fresh.ts"_s);
        QProcess process;
        process.setWorkingDirectory(QStringLiteral(CAUCE_SOURCE_DIR));
        process.start(lupdate,
                      {u"-silent"_s, u"-I"_s, u"."_s, u"-locations"_s, u"none"_s, u"models"_s,
                       u"ui"_s, u"app"_s, u"-ts"_s, fresh});
        QVERIFY(process.waitForFinished(50'000));
        QSet<QString> kept;
        for (const Message& m : read(tsFile(u"es"_s)))
            kept << m.source;
        const QList<Message> now = read(fresh);
        QVERIFY(now.size() > 200);
        for (const Message& m : now)
            QVERIFY2(kept.contains(m.source),
                     qPrintable(u"run resources/translations/update: "_s + m.source));
    }

    void theProgramSpeaksBoth()
    {
        speak(u"es_ES"_s);
        QCOMPARE(QCoreApplication::translate("cauce::HealthBar", "%n application(s)", "", 3),
                 u"3 aplicaciones"_s);
        speak(u"fr"_s);
        QCOMPARE(QCoreApplication::translate("cauce::HealthBar", "%n application(s)", "", 1),
                 u"1 application"_s);
    }
};

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
