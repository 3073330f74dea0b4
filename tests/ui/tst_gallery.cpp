// Renders every page with hand-made snapshots to PNG files for a person to look at, and checks
// what can be checked of a picture: it is there, it is not empty, text fits in two languages.

#include "tests/ui/galleryscenes.h"
#include "ui/theme/translation.h"

#include <QDir>
#include <QThreadPool>

using namespace cauce;
using namespace cauce::test;

namespace {

QString galleryFolder()
{
    const QString path = QStringLiteral(CAUCE_BINARY_DIR "/gallery");
    QDir().mkpath(path);
    return path;
}

QList<Scene> scenes()
{
    return listScenes() << pageScenes() << syncScenes() << otherScenes();
}

} // namespace

class TestGallery : public QObject
{
    Q_OBJECT

private slots:
    void pages_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("language");
        const QList<Scene> all = scenes();
        for (int i = 0; i < all.size(); ++i) {
            const char* name = all.at(i).name;
            QTest::addRow("%s-light", name) << i << false << u"en"_s;
            if (all.at(i).everywhere)
                QTest::addRow("%s-dark", name) << i << true << u"en"_s;
            QTest::addRow("%s-es", name) << i << false << u"es"_s;
        }
    }

    void pages()
    {
        QFETCH(int, scene);
        QFETCH(bool, dark);
        QFETCH(QString, language);
        const Scene shownScene = scenes().at(scene);
        speak(language);
        theme().apply(dark ? Theme::Scheme::Dark : Theme::Scheme::Light, shownScene.scale);
        Window w;
        shownScene.prepare(w);
        QThreadPool::globalInstance()->waitForDone(); // what the pool still works out
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents();
        QWidget* shown = w.window.get();
        for (QWidget* top : QApplication::topLevelWidgets()) {
            if (top->isVisible() && qobject_cast<QDialog*>(top))
                shown = top;
        }
        const QImage image = shown->grab().toImage();
        QVERIFY(!image.isNull());
        QVERIFY(image.save(galleryFolder() + u'/' + QString::fromLatin1(QTest::currentDataTag())
                               + u".png"_s,
                           "PNG", 70));
        QSet<QRgb> colors;
        for (int x = 0; x < image.width(); x += 7) {
            for (int y = 0; y < image.height(); y += 5)
                colors.insert(image.pixel(x, y));
        }
        QVERIFY2(colors.size() > 8, "the picture is empty");
    }
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
